"""Memory: the same values as fsrs itself, credit, and days of a calendar instead of hours."""

import datetime as dt

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.scheduling import Memory, after_answer, credit, knowledge, recall

MONDAY = dt.date(2026, 3, 2)


def learn(*answers, retention=0.9):
    """The memory after answers given as (days after Monday, right or wrong)."""
    memory = None
    for days, is_correct in answers:
        day = MONDAY + dt.timedelta(days=days)
        memory = after_answer(memory, is_correct=is_correct, day=day, desired_retention=retention)
    return memory


def by_fsrs(*answers, retention=0.9):
    """The card of fsrs itself after the same answers, kept whole from one to the next."""
    scheduler = fsrs.Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card = fsrs.Card(card_id=1)
    for days, is_correct in answers:
        at = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC) + dt.timedelta(days=days)
        card, _ = scheduler.review_card(card, fsrs.Rating.Good if is_correct else fsrs.Rating.Again, at)
    return card


@pytest.mark.parametrize(
    ("answers", "due_after", "correct_days", "lapses"),
    [
        pytest.param([(0, True)], 2, 1, 0, id="right at once: back in two days"),
        pytest.param([(0, False)], 1, 0, 0, id="wrong at once: back tomorrow, no lapse of what was never known"),
        pytest.param([(0, True), (2, True)], 13, 2, 0, id="twice right: full credit"),
        pytest.param([(0, True), (2, False)], 3, 0, 1, id="a miss: a lapse, and the streak begins again"),
        pytest.param([(0, True), (2, True), (13, False)], 15, 0, 1, id="however well known before"),
        pytest.param([(0, False), (1, False), (2, True)], 3, 1, 1, id="right at last: half credit"),
    ],
)
def test_after_answer_says_when_it_comes_back(answers, due_after, correct_days, lapses):
    memory = learn(*answers)

    assert (memory.due_on - MONDAY).days == due_after
    assert (memory.correct_days, memory.lapses, memory.reps) == (correct_days, lapses, len(answers))
    assert memory.last_review_on == MONDAY + dt.timedelta(days=answers[-1][0])


HISTORIES = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=12)


@given(HISTORIES, st.sampled_from([0.7, 0.85, 0.9, 0.97]))
def test_after_answer_gives_what_fsrs_gives(gaps, retention):
    day, answers = 0, []
    for gap, is_correct in gaps:
        answers.append((day, is_correct))
        day += gap
    memory, card = learn(*answers, retention=retention), by_fsrs(*answers, retention=retention)

    assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
    assert memory.due_on == card.due.date()


@given(HISTORIES)
def test_after_answer_is_never_due_on_the_day_it_was_learned(gaps):
    day, memory = MONDAY, None
    for gap, is_correct in gaps:
        memory = after_answer(memory, is_correct=is_correct, day=day, desired_retention=0.97)
        assert memory.due_on > day
        day += dt.timedelta(days=gap)


def test_after_answer_lower_retention_waits_longer():
    assert learn((0, True), retention=0.8).due_on > learn((0, True), retention=0.95).due_on


def test_after_answer_late_on_monday_is_due_on_tuesday_morning():
    assert learn((0, False)).due_on == dt.date(2026, 3, 3)


def test_recall_follows_the_published_curve():
    decay = -fsrs.scheduler.FSRS_DEFAULT_DECAY
    factor = 0.9 ** (1 / decay) - 1

    for stability, days in [(0.2, 1), (2.3, 2), (10.0, 10), (10.0, 40), (365.0, 17)]:
        expected = (1 + factor * days / stability) ** decay
        assert recall(stability, MONDAY, MONDAY + dt.timedelta(days=days)) == pytest.approx(expected, abs=1e-12)


def test_recall_is_certain_on_the_day_and_nine_tenths_after_its_stability():
    assert recall(10.0, MONDAY, MONDAY) == 1.0
    assert recall(10.0, MONDAY, MONDAY + dt.timedelta(days=10)) == pytest.approx(0.9)
    assert recall(10.0, MONDAY, MONDAY - dt.timedelta(days=3)) == 1.0


@given(st.floats(0.01, 1000), st.integers(0, 1000))
def test_recall_only_falls(stability, days):
    today, tomorrow = (recall(stability, MONDAY, MONDAY + dt.timedelta(days=n)) for n in (days, days + 1))

    assert 0 < tomorrow < today <= 1


@pytest.mark.parametrize(("days", "share"), [(0, 0.0), (1, 0.5), (2, 1.0), (3, 1.0), (40, 1.0)])
def test_credit_is_half_until_right_on_two_different_days(days, share):
    assert credit(days) == share


def test_knowledge_is_recall_times_credit_and_nothing_for_the_unseen():
    exam = MONDAY + dt.timedelta(days=20)
    once, twice, missed = learn((0, True)), learn((0, True), (2, True)), learn((0, True), (2, False))

    assert knowledge(None, exam) == 0.0
    assert knowledge(once, exam) == recall(once.stability, MONDAY, exam) / 2
    assert knowledge(twice, exam) == recall(twice.stability, MONDAY + dt.timedelta(days=2), exam)
    assert knowledge(missed, exam) == 0.0


def test_memory_cannot_be_changed_in_place():
    with pytest.raises(AttributeError):
        learn((0, True)).reps = 7  # type: ignore[misc]
    assert Memory(1.0, 5.0, MONDAY, MONDAY, 0, 1, 0) == Memory(1.0, 5.0, MONDAY, MONDAY, 0, 1, 0)
