"""Marking: all or nothing, as in the exam."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def normalized(keys: Iterable[str]) -> str:
    """The ids of options as they are stored: each once, in order of the alphabet ("ac")."""
    return "".join(sorted(set(keys)))


def is_correct(chosen: str, right: Iterable[str]) -> bool:
    """True when exactly the right options were chosen."""
    return normalized(chosen) == normalized(right)


def right_among(chosen: str, right: Iterable[str]) -> int:
    """How many of the chosen options are right."""
    return len(set(chosen) & set(right))


def refusal(chosen: Sequence[str], *, known: Iterable[str], needed: int) -> str:
    """Why these choices cannot be checked, as a sentence for the learner; '' when they can."""
    if not set(chosen) <= set(known):
        return "That choice does not belong to this question. Here it is again."
    picked = len(set(chosen))
    if picked == needed:
        return ""
    if needed == 1:
        return "Choose one answer only." if picked else "Choose an answer first."
    if picked < needed:
        return f"Choose {needed}: you have chosen {picked} so far."
    return f"Choose only {needed}: {picked} are ticked. Clear {picked - needed} first."


@dataclass(frozen=True, slots=True)
class Tally:
    """Right answers out of a number of answers."""

    right: int
    total: int

    @property
    def percent(self) -> int | None:
        """Rounded to a whole per cent; None when nothing was answered."""
        return round(100 * self.right / self.total) if self.total else None
