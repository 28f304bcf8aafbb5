"""What a board ranks and how: places, gains, and who is shown. Pure: plain values in and out.

A member's number is a state, never a sum: over the group's items, the mean of predicted recall on the group's horizon day
times the credit of the item (`quizzes.scheduling.knowledge`), unseen items counting nothing; shown from 0 to 100.
The rules R1 to R33 are described for members in templates/groups/rules.html.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizzes.scheduling import Memory, knowledge

MILLIONTHS = 1_000_000
# R14: before this many counted items a number says little.
WARM_AFTER = 10
# R28, R16: a board needs two ranked members, a mean needs three people.
FEWEST_RANKED = 2
FEWEST_FOR_MEAN = 3


def points(memory: Memory | None, horizon: dt.date) -> int:
    """What one item adds, in millionths of an item: whole numbers, so that sums are the same in any order."""
    return round(knowledge(memory, horizon) * MILLIONTHS)


def score(total: int, item_count: int) -> float:
    """From millionths over `item_count` items to the shown number, 0.0 to 100.0 with one decimal (R6)."""
    return round(100 * total / MILLIONTHS / item_count, 1) if item_count else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a board. `place` is None for the unranked and those still warming up."""

    membership_id: int
    name: str
    level: float
    gain: float
    counted_items: int
    is_alias: bool = False
    is_me: bool = False
    joined_at: dt.datetime | None = None
    place: int | None = None
    is_tied: bool = False

    @property
    def is_warm(self) -> bool:
        return self.counted_items >= WARM_AFTER


def ranked(rows: Sequence[Row], *, by_gain: bool) -> list[Row]:
    """The rows in order with their places: equal numbers share a place and the next place skips (R6).

    The level board lists those still warming up below the ranked, without a place (R14); the week board ranks everybody.
    Inside a tie the order is alphabetical by the shown name.
    """

    def number(row: Row) -> float:
        return row.gain if by_gain else row.level

    def order(row: Row) -> tuple[bool, float, str]:
        return (not by_gain and not row.is_warm, -number(row), row.name.casefold())

    numbers = [number(row) for row in rows if by_gain or row.is_warm]
    placed = []
    for row in sorted(rows, key=order):
        if by_gain or row.is_warm:
            above = sum(other > number(row) for other in numbers)
            row = replace(row, place=above + 1, is_tied=numbers.count(number(row)) > 1)
        placed.append(row)
    return placed


def around_me(rows: Sequence[Row], *, reach: int = 2) -> list[Row]:
    """Me with two above and two below; the first five when I am not on the board."""
    mine = next((index for index, row in enumerate(rows) if row.is_me), None)
    if mine is None:
        return list(rows[: 2 * reach + 1])
    first = max(0, min(mine - reach, len(rows) - 2 * reach - 1))
    return list(rows[first : first + 2 * reach + 1])


def mean(rows: Sequence[Row]) -> float | None:
    """The mean level over sharing members; None under three people (R16, R28)."""
    if len(rows) < FEWEST_FOR_MEAN:
        return None
    return round(sum(row.level for row in rows) / len(rows), 1)
