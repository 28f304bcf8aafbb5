"""What a board ranks and how, without a database."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups import leaderboard
from groups.leaderboard import Row, around_me, mean, points, ranked, score
from quizzes.scheduling import after_answer

MONDAY = dt.date(2026, 11, 2)
EXAM = dt.date(2026, 12, 14)
ITEMS = 60


def row(name, level=0.0, gain=0.0, counted=20, **fields):
    return Row(membership_id=0, name=name, level=level, gain=gain, counted_items=counted, **fields)


def places(rows, *, by_gain=False):
    return [(line.place, line.name) for line in ranked(rows, by_gain=by_gain)]


def test_r06_equal_scores_share_a_place_and_the_next_place_skips():
    rows = [row("Noor", 84.2), row("Priya", 71.4), row("Jun", 71.4), row("Luca", 44.0)]

    assert places(rows) == [(1, "Noor"), (2, "Jun"), (2, "Priya"), (4, "Luca")]
    assert [line.is_tied for line in ranked(rows, by_gain=False)] == [False, True, True, False]


def test_r06_a_tie_is_alphabetical_whatever_order_the_rows_come_in():
    rows = [row("bob", 50.0), row("Alice", 50.0), row("Čeda", 50.0)]

    assert places(rows) == places(rows[::-1]) == [(1, "Alice"), (1, "bob"), (1, "Čeda")]


def test_r06_numbers_are_compared_at_one_decimal():
    # 12 items: two totals a hair apart are the same number to a reader.
    assert score(5_000_000, 12) == score(5_004_000, 12) == 41.7
    assert score(5_006_000, 12) == 41.7
    assert score(5_012_000, 12) == 41.8


def test_r14_a_place_needs_ten_counted_items_and_the_warming_up_are_listed_below():
    rows = [row("Mara", 90.0, counted=9), row("Luca", 44.0, counted=10)]

    assert places(rows) == [(1, "Luca"), (None, "Mara")]
    assert places(rows, by_gain=True) == [(1, "Luca"), (1, "Mara")]


def test_r13_who_joined_late_in_the_week_is_listed_below_without_a_place():
    rows = [row("Luca", gain=9.8, joined_late=True, joined_day="Sat"), row("Noor", gain=2.0)]

    assert places(rows, by_gain=True) == [(1, "Noor"), (None, "Luca")]
    assert places([row("Luca", 9.8, joined_late=True), row("Noor", 2.0)]) == [(1, "Luca"), (2, "Noor")]


def test_a_negative_gain_ranks_below_none():
    assert places([row("A", gain=-0.3), row("B", gain=0.0), row("C", gain=-0.0)], by_gain=True) == [
        (1, "B"), (1, "C"), (3, "A"),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(5, 15)), max_size=40))
def test_r06_a_place_is_one_more_than_those_strictly_above(values):
    rows = [row(str(n), level / 10, counted=counted) for n, (level, counted) in enumerate(values)]
    warm = [line.level for line in rows if line.is_warm]

    for line in ranked(rows, by_gain=False):
        expected = 1 + sum(level > line.level for level in warm) if line.is_warm else None
        assert line.place == expected


@pytest.mark.parametrize(
    ("mine", "expected"),
    [(0, [0, 1, 2, 3, 4]), (1, [0, 1, 2, 3, 4]), (4, [2, 3, 4, 5, 6]), (8, [5, 6, 7, 8, 9]), (9, [5, 6, 7, 8, 9])],
)
def test_default_view_is_me_two_above_and_two_below(mine, expected):
    rows = [row(str(n), is_me=n == mine) for n in range(10)]

    assert [int(line.name) for line in around_me(rows)] == expected


def test_default_view_of_who_is_not_ranked_is_the_top():
    assert [line.name for line in around_me([row(str(n)) for n in range(9)])] == ["0", "1", "2", "3", "4"]


def test_r16_a_mean_needs_three_people():
    rows = [row("A", 10.0, 1.0), row("B", 20.0, 2.0), row("C", 40.0, -1.0)]

    assert (mean(rows[:2]), mean(rows), mean(rows, by_gain=True)) == (None, 23.3, 0.7)


def test_score_of_no_items_is_nothing():
    assert score(0, 0) == 0.0


def test_r17_no_time_is_among_what_is_ranked():
    assert not {"seconds", "answered_at", "graded_at", "speed"} & set(Row.__slots__)


class Learner:
    """A simulated learner: answers, each right with the probability given, move their memories as the product does."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.memories = {}

    def answer(self, item, day, *, p):
        memory = self.memories.get(item)
        if memory is not None and memory.due_on > day:
            return
        self.memories[item] = after_answer(memory, is_correct=self.rng.random() < p, day=day, desired_retention=0.9)

    def score(self):
        return score(sum(points(memory, EXAM) for memory in self.memories.values()), ITEMS)


def days(first=0, last=28):
    return [MONDAY + dt.timedelta(days=n) for n in range(first, last)]


def grinder(seed):
    """The same ten easy items, over and over."""
    learner = Learner(seed)
    for day in days():
        for n in range(100):
            learner.answer(n % 10, day, p=0.98)
    return learner.score()


def guesser(seed):
    """Hundreds of random clicks a day."""
    learner = Learner(seed)
    for day in days():
        for _ in range(300):
            learner.answer(learner.rng.randrange(ITEMS), day, p=0.25)
    return learner.score()


def crammer(seed):
    """Everything, in the last three days."""
    learner = Learner(seed)
    for day in days(25):
        for n in range(ITEMS):
            learner.answer(n, day, p=0.7)
    return learner.score()


def spaced(seed):
    """Ten new items a day, and what is due."""
    learner = Learner(seed)
    for number, day in enumerate(days()):
        known = list(learner.memories)
        for n in [*known, *range(number * 10, min(ITEMS, number * 10 + 10))]:
            learner.answer(n, day, p=0.85)
    return learner.score()


@pytest.mark.parametrize("seed", range(5))
def test_r04_the_spaced_learner_ranks_above_grinder_guesser_and_crammer(seed):
    scores = {style.__name__: style(seed) for style in (grinder, guesser, crammer, spaced)}

    assert max(scores, key=scores.get) == "spaced"
    assert scores["spaced"] > 1.3 * max(scores["grinder"], scores["guesser"], scores["crammer"])


def test_r04_answering_what_is_not_due_moves_nothing():
    learner = Learner(1)
    learner.answer(0, MONDAY, p=1)
    before = learner.score()
    for _ in range(100):
        learner.answer(0, MONDAY, p=1)

    assert learner.score() == before


def test_r05_half_credit_after_one_right_day_full_after_two_none_after_a_miss():
    first = after_answer(None, is_correct=True, day=EXAM, desired_retention=0.9)
    second = after_answer(first, is_correct=True, day=EXAM + dt.timedelta(days=3), desired_retention=0.9)
    missed = after_answer(second, is_correct=False, day=EXAM + dt.timedelta(days=20), desired_retention=0.9)

    assert points(None, EXAM) == 0
    assert points(first, EXAM) == leaderboard.MILLIONTHS // 2
    assert points(second, EXAM + dt.timedelta(days=3)) == leaderboard.MILLIONTHS
    assert points(missed, EXAM + dt.timedelta(days=20)) == 0
