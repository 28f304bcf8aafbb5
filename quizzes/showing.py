"""What a learner may see of an item: before it is graded nothing tells the key; afterwards each option says why.

Pure: plain values in and out. Options keep the place they got when the attempt began; letters belong to the place, and
browsers know options by letter alone: editors tend to write the right option first, so its id would give it away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LETTERS = "ABCDEF"


def keys_of(chosen: Iterable[str], order: str) -> list[str]:
    """The ids behind letters of the screen; what is not a letter of this item stays as it is."""
    keys = dict(zip(LETTERS, order, strict=False))
    return [keys.get(letter, letter) for letter in chosen]


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One option on the screen. All fields from `is_key` on are empty until the item is graded."""

    letter: str
    html: str
    is_chosen: bool
    is_key: bool = False
    is_miss: bool = False
    rationale_html: str = ""
    fact: str = ""


def open_options(options: Sequence[Mapping[str, Any]], order: str, chosen: str) -> list[ShownOption]:
    """The options of an item still to be answered, in their order, with what is ticked so far."""
    by_key = {option["key"]: option for option in options}
    return [
        ShownOption(letter=letter, html=by_key[key]["html"], is_chosen=key in chosen)
        for key, letter in zip(order, LETTERS, strict=False)
    ]


def graded_options(options: Sequence[Mapping[str, Any]], order: str, chosen: str) -> list[ShownOption]:
    """The options of a graded item, in the same order, with key, choice and reasons."""
    by_key = {option["key"]: option for option in options}
    return [
        ShownOption(
            letter=letter,
            html=by_key[key]["html"],
            is_chosen=key in chosen,
            is_key=by_key[key]["is_key"],
            is_miss=key in chosen and not by_key[key]["is_key"],
            rationale_html=by_key[key]["rationale_html"],
            fact=by_key[key]["fact"],
        )
        for key, letter in zip(order, LETTERS, strict=False)
    ]


def verdict(shown: Sequence[ShownOption], *, is_correct: bool) -> str:
    """The result as a sentence for eyes and ears: "Incorrect. The answer is B and D."."""
    letters = [option.letter for option in shown if option.is_key]
    answer = letters[0] if len(letters) == 1 else f"{', '.join(letters[:-1])} and {letters[-1]}"
    return f"{'Correct' if is_correct else 'Incorrect'}. The answer is {answer}."
