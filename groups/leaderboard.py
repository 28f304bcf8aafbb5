"""What a board ranks and how: places, gains, and who is shown. Pure: plain values in and out.

A member's number is a state, never a sum: over the group's items, the mean of predicted recall on the group's horizon day
times the credit of the item (`quizzes.scheduling.knowledge`), unseen items counting nothing; shown from 0 to 100.
The rules R1 to R33 are described for members in templates/groups/rules.html.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizzes.scheduling import Memory, knowledge

MILLIONTHS = 1_000_000
# R14: before this many counted items a number says little.
WARM_AFTER = 10
# R28, R16: a board needs two ranked members, a mean needs three people.
FEWEST_RANKED = 2
FEWEST_FOR_MEAN = 3
# What a group aims at: a mean of this level on the exam day.
GOAL = 80


def points(memory: Memory | None, horizon: dt.date) -> int:
    """What one item adds, in millionths of an item: whole numbers, so that sums are the same in any order."""
    return round(knowledge(memory, horizon) * MILLIONTHS)


def score(total: int, item_count: int) -> float:
    """From millionths over `item_count` items to the shown number, 0.0 to 100.0 with one decimal (R6)."""
    return round(100 * total / MILLIONTHS / item_count, 1) if item_count else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a board. `place` is None for those not ranked, or not yet."""

    membership_id: int
    name: str
    level: float
    gain: float
    counted_items: int
    is_alias: bool = False
    is_me: bool = False
    is_shared: bool = True
    # "Wed" for who joined on the Wednesday of this week, and whether that was too late for a place in it (R13).
    joined_day: str = ""
    joined_late: bool = False
    place: int | None = None
    is_tied: bool = False

    @property
    def is_warm(self) -> bool:
        """Whether there are enough counted items behind the number for a place on the level board (R14)."""
        return self.counted_items >= WARM_AFTER


def ranked(rows: Sequence[Row], *, by_gain: bool) -> list[Row]:
    """The rows in order with their places: equal numbers share a place and the next place skips (R6).

    Below the ranked, without a place, come those still warming up on the level board (R14) and those who joined too late in
    the week on the week board (R13). Inside a tie the order is alphabetical by the shown name.
    """

    def number(row: Row) -> float:
        return row.gain if by_gain else row.level

    def has_place(row: Row) -> bool:
        return not row.joined_late if by_gain else row.is_warm

    ordered = sorted(rows, key=lambda row: (not has_place(row), -number(row), row.name.casefold()))
    numbers = [number(row) for row in ordered if has_place(row)]
    how_many = Counter(numbers)
    placed, place = [], 0
    for index, row in enumerate(ordered):
        if index >= len(numbers):
            placed.append(row)
            continue
        if index == 0 or numbers[index - 1] != numbers[index]:
            place = index + 1
        placed.append(replace(row, place=place, is_tied=how_many[numbers[index]] > 1))
    return placed


def around_me(rows: Sequence[Row], *, reach: int = 2) -> list[Row]:
    """Me with two above and two below; the first five when I am not on the board."""
    mine = next((index for index, row in enumerate(rows) if row.is_me), None)
    if mine is None:
        return list(rows[: 2 * reach + 1])
    first = max(0, min(mine - reach, len(rows) - 2 * reach - 1))
    return list(rows[first : first + 2 * reach + 1])


def mean(rows: Sequence[Row], *, by_gain: bool = False) -> float | None:
    """The mean level (or gain) over sharing members; None under three people (R16, R28)."""
    if len(rows) < FEWEST_FOR_MEAN:
        return None
    return round(sum(row.gain if by_gain else row.level for row in rows) / len(rows), 1)
