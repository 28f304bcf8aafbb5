"""When a question comes back, and how likely it is to be known on a given day. The only module that imports fsrs.

The model is FSRS-6 (Free Spaced Repetition Scheduler, https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm)
with its published default weights, no learning steps and no fuzz, so that the same answers always give the same memory.
A right answer counts as Good, a wrong one as Again. Time is counted in whole days of the learner's calendar, so that a
question answered late on Monday is due again on Tuesday morning (docs/adr/0003).
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from fsrs import Card, Rating, Scheduler, State

FULL_CREDIT_DAYS = 2


@dataclass(frozen=True, slots=True)
class Memory:
    """The state of one memory: stability in days, difficulty from 1 to 10, and the streak that decides its credit."""

    stability: float
    difficulty: float
    due_on: dt.date
    last_review_on: dt.date
    correct_days: int
    reps: int
    lapses: int


@lru_cache(maxsize=64)
def _scheduler(desired_retention: float) -> Scheduler:
    return Scheduler(desired_retention=desired_retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def after_answer(memory: Memory | None, *, is_correct: bool, day: dt.date, desired_retention: float) -> Memory:
    """The memory after one counted answer on `day`; recall may fall to `desired_retention` before it asks again.

    `correct_days` grows by one for a right answer and starts again at zero after a miss: one lucky guess is worth half,
    however well the item was known before. Counted answers to one item are never on the same day.
    """
    if memory is None:
        card = Card(card_id=1, due=_noon(day))
    else:
        card = Card(
            card_id=1,
            state=State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_noon(memory.due_on),
            last_review=_noon(memory.last_review_on),
        )
    rating = Rating.Good if is_correct else Rating.Again
    card, _ = _scheduler(desired_retention).review_card(card, rating, _noon(day))
    assert card.stability is not None
    assert card.difficulty is not None
    before = memory.correct_days if memory else 0
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        due_on=card.due.date(),
        last_review_on=day,
        correct_days=before + 1 if is_correct else 0,
        reps=(memory.reps if memory else 0) + 1,
        lapses=(memory.lapses if memory else 0) + (memory is not None and not is_correct),
    )


def recall(stability: float, last_review_on: dt.date, on: dt.date) -> float:
    """The probability of recall on a day, from the FSRS-6 forgetting curve R(t, S) = (1 + F·t/S)^D with t in days."""
    card = Card(card_id=1, stability=stability, last_review=_noon(last_review_on))
    return float(_scheduler(0.9).get_card_retrievability(card, current_datetime=_noon(on)))


def credit(correct_days: int) -> float:
    """How much of a recall counts: nothing, half after one right day, all after two different right days."""
    return min(correct_days, FULL_CREDIT_DAYS) / FULL_CREDIT_DAYS


def knowledge(memory: Memory | None, on: dt.date) -> float:
    """What one item adds to a score on a day: recall times credit, from 0 to 1."""
    return credit(memory.correct_days) * recall(memory.stability, memory.last_review_on, on) if memory else 0.0
