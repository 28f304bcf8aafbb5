"""What is shown of a group's standings, and to whom: the one place that reads them (R30)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery

from accounts.models import User
from groups import leaderboard, standings
from groups.leaderboard import Row, score
from groups.models import Membership, StudyGroup


@dataclass(frozen=True, slots=True)
class Board:
    """A group's board as one member sees it: the sharing members in order, and the reader's own row, shared or not."""

    rows: list[Row]
    mine: Row
    mean: float | None
    mean_gain: float | None

    @property
    def is_open(self) -> bool:
        """Whether enough members share their number for a comparison (R28)."""
        return len(self.rows) >= leaderboard.FEWEST_RANKED

    @property
    def ranked_count(self) -> int:
        """How many members have a place."""
        return sum(row.place is not None for row in self.rows)

    @property
    def around_me(self) -> list[Row]:
        """The part shown at first: me, two above, two below."""
        return leaderboard.around_me(self.rows)


class MyGroup(NamedTuple):
    """One of a person's groups in a line: their place on the level board among those ranked, their level and week's gain."""

    group: StudyGroup
    place: int | None
    ranked: int
    level: float
    gain: float


def rows_of(groups: Iterable[StudyGroup], user: User, now: dt.datetime) -> dict[int, list[Row]]:
    """The rows of fresh groups (see `standings.refresh`) that this person may see, by group, in one query."""
    by_id = {group.pk: group for group in groups}
    weeks = {pk: group.week(now) for pk, group in by_id.items()}
    found = Membership.objects.visible_to(user).filter(group__in=by_id).order_by()
    values = found.values_list(
        "pk",
        "group_id",
        "user_id",
        "visibility",
        "shown_name",
        "joined_at",
        "standing__points",
        "standing__opening_points",
        "standing__counted_items",
        "standing__week_opens_at",
    )
    rows: dict[int, list[Row]] = {pk: [] for pk in by_id}
    for pk, group_id, user_id, visibility, name, joined_at, points, opening, counted, opens_at in values:
        group, week = by_id[group_id], weeks[group_id]
        has_gain = opens_at is not None and opens_at >= week.opens_at
        rows[group_id].append(
            Row(
                membership_id=pk,
                name=name,
                level=score(points or 0, group.item_count),
                gain=score(points - opening, group.item_count) if has_gain else 0.0,
                counted_items=counted or 0,
                is_alias=visibility == Membership.Visibility.ALIAS,
                is_me=user_id == user.pk,
                is_shared=visibility != Membership.Visibility.HIDDEN,
                joined_day=joined_at.astimezone(group.zone).strftime("%a") if joined_at >= week.opens_at else "",
                joined_late=week.is_late(joined_at),
            )
        )
    return rows


def board_from(rows: list[Row], *, by_gain: bool) -> Board:
    """The board that these rows make; the reader's own row is among them."""
    shared = leaderboard.ranked([row for row in rows if row.is_shared], by_gain=by_gain)
    mine = next((row for row in shared if row.is_me), None) or next(row for row in rows if row.is_me)
    return Board(shared, mine, leaderboard.mean(shared), leaderboard.mean(shared, by_gain=True))


def board_of(group: StudyGroup, user: User, now: dt.datetime, *, by_gain: bool = False) -> Board:
    """The board of a group as this member sees it."""
    group = standings.refresh(group, now)
    return board_from(rows_of([group], user, now)[group.pk], by_gain=by_gain)


def my_groups(user: User, now: dt.datetime) -> list[MyGroup]:
    """A person's groups by name, each with their place and numbers, in two queries; `group.member_count` is set."""
    members = Membership.objects.filter(group=OuterRef("pk")).order_by().values("group").annotate(count=Count("pk"))
    groups = [
        standings.refresh(group, now)
        for group in StudyGroup.objects.filter(memberships__user=user)
        .annotate(member_count=Subquery(members.values("count")))
        .order_by("name", "pk")
    ]
    rows = rows_of(groups, user, now) if groups else {}
    mine = []
    for group in groups:
        board = board_from(rows[group.pk], by_gain=False)
        row = board.mine
        mine.append(MyGroup(group, row.place, board.ranked_count, row.level, row.gain))
    return mine
