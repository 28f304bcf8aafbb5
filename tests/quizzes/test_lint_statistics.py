"""The arithmetic of the house rules."""

import math
import random

import pytest

from quizzes.lint.statistics import chi_square_p, similarity, words_in


@pytest.mark.parametrize(
    ("observed", "expected", "p"),
    [
        ([10, 10, 10, 10], [10, 10, 10, 10], 1.0),
        ([20, 7, 7, 7], [10.25] * 4, 0.0062),
        ([60, 40], [50, 50], 0.0455),
        ([30, 14, 34, 45, 57, 20], [20, 20, 30, 40, 60, 30], 0.0433),
        ([5, 0], [2.5, 2.5], 1.0),
        ([30, 3, 0], [11, 11, 11], 0.0),
    ],
)
def test_chi_square_p_is_that_of_pearsons_test(observed, expected, p):
    assert round(chi_square_p(observed, expected), 4) == p


@pytest.mark.parametrize(
    ("statistic", "degrees"),
    [(6.635, 1), (9.210, 2), (11.345, 3), (13.277, 4), (15.086, 5), (16.812, 6)],
)
def test_chi_square_p_is_one_percent_at_the_critical_values(statistic, degrees):
    # Two cells that are off by as much as the critical value, the others exact.
    off = math.sqrt(statistic * 1000 / 2)
    observed = [1000 + off, 1000 - off, *[1000] * (degrees - 1)]

    assert round(chi_square_p(observed, [1000] * (degrees + 1)), 4) == 0.01


def test_chi_square_p_is_about_uniform_for_fair_spreads():
    rng = random.Random(7)
    low = 0
    for _ in range(2000):
        places = [rng.randrange(4) for _ in range(66)]
        low += chi_square_p([places.count(place) for place in range(4)], [16.5] * 4) < 0.1

    assert 0.08 < low / 2000 < 0.12


def test_chi_square_p_joins_thin_cells_with_their_neighbours():
    assert chi_square_p([10, 10, 2, 1], [10, 10, 2, 1]) == chi_square_p([10, 13], [10, 13])


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        ("a b c", "C B A!", 1.0),
        ("a b c d", "a b", 0.5),
        ("a", "b", 0.0),
        ("", "", 0.0),
        ("Multi-AZ, v2.0", "multi az v2 0", 0.0),
    ],
)
def test_similarity_is_the_share_of_common_words(first, second, share):
    assert similarity(words_in(first), words_in(second)) == share
