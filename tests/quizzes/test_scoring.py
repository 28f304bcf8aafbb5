"""Marking."""

import pytest

from quizzes.scoring import Tally, is_correct, normalized, refusal, right_among


@pytest.mark.parametrize(
    ("keys", "stored"), [("", ""), ("a", "a"), ("ca", "ac"), (["c", "a", "c"], "ac"), (frozenset("bd"), "bd")]
)
def test_normalized_keeps_each_once_in_order(keys, stored):
    assert normalized(keys) == stored


@pytest.mark.parametrize(
    ("chosen", "right", "verdict"),
    [
        ("a", "a", True),
        ("b", "a", False),
        ("", "a", False),
        ("ac", "ca", True),
        ("a", "ac", False),
        ("abc", "ac", False),
        ("ab", "ac", False),
    ],
)
def test_is_correct_is_all_or_nothing(chosen, right, verdict):
    assert is_correct(chosen, right) is verdict


@pytest.mark.parametrize(
    ("chosen", "right", "number"), [("ab", "ac", 1), ("bd", "ac", 0), ("ac", "ac", 2), ("", "ac", 0)]
)
def test_right_among_counts_right_choices(chosen, right, number):
    assert right_among(chosen, right) == number


@pytest.mark.parametrize(
    ("chosen", "needed", "sentence"),
    [
        (["a"], 1, ""),
        (["a", "a"], 1, ""),
        (["a", "c"], 2, ""),
        ([], 1, "Choose an answer first."),
        (["a", "b"], 1, "Choose one answer only."),
        ([], 2, "Choose 2: you have chosen 0 so far."),
        (["b"], 2, "Choose 2: you have chosen 1 so far."),
        (["a", "b", "c"], 2, "Choose only 2: 3 are ticked. Clear 1 first."),
        (["e"], 1, "That choice does not belong to this question. Here it is again."),
        (["a", "?"], 1, "That choice does not belong to this question. Here it is again."),
    ],
)
def test_refusal_says_what_to_do(chosen, needed, sentence):
    assert refusal(chosen, known="abcd", needed=needed) == sentence


@pytest.mark.parametrize(("right", "total", "percent"), [(0, 0, None), (0, 3, 0), (2, 3, 67), (3, 3, 100)])
def test_tally_rounds_to_whole_per_cent(right, total, percent):
    assert Tally(right, total).percent == percent
