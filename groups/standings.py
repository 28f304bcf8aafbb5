"""The kept numbers of members: moved on by each counted answer, made anew when the horizon or the item set changes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from groups.leaderboard import points
from groups.models import Membership, Standing, StandingChange, StudyGroup
from quizzes.actions.memory import replay
from quizzes.models import AttemptItem, Question
from quizzes.scheduling import Memory

LEDGER_LENGTH = 20


def items_of(group: StudyGroup) -> "set[int]":
    """The group's item set: the published questions of its services."""
    return set(
        Question.objects.published().filter(service__study_groups=group).values_list("pk", flat=True)
    )


def move_on(item: AttemptItem, before: Memory | None, after: Memory) -> None:
    """Adds one counted answer to the learner's number in each of their groups that has the item; three statements at most."""
    assert item.graded_at is not None
    standings = list(
        Standing.objects.select_for_update(of=("self",))
        .select_related("membership__group")
        .filter(membership__user_id=item.user_id, membership__group__services=item.question.service_id)
        .order_by("pk")
    )
    if not standings:
        return
    changes = []
    for standing in standings:
        group = standing.membership.group
        horizon = group.horizon_on or group.horizon(item.graded_at)
        open_week(standing, group.week(item.graded_at).opens_at)
        delta = points(after, horizon) - points(before, horizon)
        standing.points += delta
        standing.counted_items += before is None
        changes.append(
            StandingChange(
                membership_id=standing.membership_id, item=item, delta=delta, correct_days=after.correct_days
            )
        )
    Standing.objects.bulk_update(standings, ["points", "opening_points", "week_opens_at", "counted_items"])
    StandingChange.objects.bulk_create(changes)


def open_week(standing: Standing, opens_at: dt.datetime) -> None:
    """Takes the number a member has as the one the week opened with, if the week is new to the standing."""
    if standing.week_opens_at < opens_at:
        standing.opening_points = standing.points
        standing.week_opens_at = opens_at


def rebuild_members(group: StudyGroup, memberships: Iterable[Membership], now: dt.datetime) -> None:
    """Makes the numbers and ledgers of these members anew from their graded answers, at the group's present horizon."""
    horizon = group.horizon(now)
    week = group.week(now)
    question_ids = items_of(group)
    memberships = list(memberships)
    answers: dict[int, list[AttemptItem]] = defaultdict(list)
    counted = AttemptItem.objects.filter(
        user__in=[membership.user_id for membership in memberships], question__in=question_ids, is_counted=True
    )
    for item in counted.order_by("graded_at", "pk"):
        answers[item.user_id].append(item)
    standings, changes = [], []
    for membership in memberships:
        opens_at = max(week.opens_at, membership.joined_at)
        standing = Standing(membership=membership, week_opens_at=week.opens_at)
        for item, before, after in replay(answers[membership.user_id]):
            assert item.graded_at is not None
            delta = points(after, horizon) - points(before, horizon)
            standing.points += delta
            standing.counted_items += before is None
            if item.graded_at < opens_at:
                standing.opening_points += delta
            if item.graded_at >= membership.joined_at:
                changes.append(
                    StandingChange(
                        membership=membership, item=item, delta=delta, correct_days=after.correct_days
                    )
                )
        standings.append(standing)
    Standing.objects.filter(membership__in=memberships).delete()
    StandingChange.objects.filter(membership__in=memberships).delete()
    Standing.objects.bulk_create(standings)
    StandingChange.objects.bulk_create(changes)


@transaction.atomic
def refresh(group: StudyGroup, now: dt.datetime, *, force: bool = False) -> StudyGroup:
    """Makes all numbers of a group anew when its horizon has moved or its items have changed; else costs nothing."""
    if group.horizon_on == group.horizon(now) and not force:
        return group
    locked = StudyGroup.objects.select_for_update().get(pk=group.pk)
    if locked.horizon_on != locked.horizon(now) or force:
        rebuild_members(locked, locked.memberships.all(), now)
        locked.horizon_on = locked.horizon(now)
        locked.item_count = len(items_of(locked))
        locked.save(update_fields=["horizon_on", "item_count"])
    return locked
