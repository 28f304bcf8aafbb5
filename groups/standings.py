"""The kept numbers of members: moved on by each counted answer, made anew when the horizon or the item set changes.

Whoever changes a standing holds the lock of its row. Locks are taken in one order: person, group, standings by their key.
A standing names the horizon it was computed for, so that an answer needs nothing but the locked row.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from groups.leaderboard import points
from groups.models import Membership, Standing, StudyGroup
from quizzes.actions.memory import FIELDS, replay
from quizzes.models import AttemptItem, Question, ReviewCard
from quizzes.models.bank import QuestionQuerySet
from quizzes.scheduling import Memory


def items_of(group: StudyGroup) -> QuestionQuerySet:
    """The group's item set: the published questions of its services."""
    return Question.objects.published().filter(service__study_groups=group).order_by()


def move_on(item: AttemptItem, before: Memory | None, after: Memory) -> None:
    """Adds one counted answer to the learner's number in each of their groups that has the item, in two statements."""
    assert item.graded_at is not None
    standings = list(
        Standing.objects.select_for_update(of=("self",))
        .select_related("membership__group")
        .filter(membership__user_id=item.user_id, membership__group__services=item.question.service_id)
        .order_by("pk")
    )
    for standing in standings:
        membership = standing.membership
        open_week(standing, membership.group.week(item.graded_at).opens_at)
        delta = points(after, standing.horizon_on) - points(before, standing.horizon_on)
        standing.points += delta
        standing.counted_items += before is None
        if item.graded_at < gains_since(membership, standing.week_opens_at):
            # Received before the week (or the membership) began and committed after: it belongs to the time before.
            standing.opening_points += delta
    if standings:
        Standing.objects.bulk_update(standings, ["points", "opening_points", "counted_items", "week_opens_at"])


def open_week(standing: Standing, opens_at: dt.datetime) -> None:
    """Takes the number a member has as the one the week opened with, if the week is new to the standing."""
    if standing.week_opens_at < opens_at:
        standing.opening_points = standing.points
        standing.week_opens_at = opens_at


def gains_since(membership: Membership, opens_at: dt.datetime) -> dt.datetime:
    """When a member's gain of the week begins: with the week, or with joining in the middle of it (R13)."""
    return max(opens_at, membership.joined_at)


@transaction.atomic(savepoint=False)
def rebuild_members(group: StudyGroup, memberships: Iterable[Membership], now: dt.datetime) -> None:
    """Makes the numbers of these members anew from what they remember, as seen from the group's present horizon.

    Costs one pass over their memory cards, and a replay of the answers to those items only that were answered this week.
    """
    horizon, opens_at = group.horizon(now), group.week(now).opens_at
    members = {membership.user_id: membership for membership in memberships}
    # With the rows locked no counted answer of these members can be committed until we are done (see move_on).
    list(Standing.objects.select_for_update().filter(membership__in=members.values()).order_by("pk").values_list("pk"))
    standings = {
        user_id: Standing(membership=membership, week_opens_at=opens_at, horizon_on=horizon)
        for user_id, membership in members.items()
    }
    cards = ReviewCard.objects.filter(user__in=members, question__in=items_of(group))
    memories = {}
    for user_id, question_id, *state in cards.values_list("user_id", "question_id", *FIELDS).iterator():
        memories[user_id, question_id] = memory = Memory(**dict(zip(FIELDS, state, strict=True)))
        standings[user_id].points += points(memory, horizon)
        standings[user_id].counted_items += 1
    answered = AttemptItem.objects.filter(user__in=members, graded_at__gte=opens_at, is_counted=True)
    recent = memories.keys() & set(answered.values_list("user_id", "question_id"))
    earlier = memories_before({user: gains_since(member, opens_at) for user, member in members.items()}, recent)
    for standing in standings.values():
        standing.opening_points = standing.points
    for key in recent:
        gained = points(memories[key], horizon) - points(earlier.get(key), horizon)
        standings[key[0]].opening_points -= gained
    Standing.objects.bulk_create(
        standings.values(),
        update_conflicts=True,
        unique_fields=["membership"],
        update_fields=["points", "opening_points", "counted_items", "week_opens_at", "horizon_on"],
    )


def memories_before(since: dict[int, dt.datetime], keys: set[tuple[int, int]]) -> dict[tuple[int, int], Memory]:
    """What each person remembered of some items, given as (user, question), before their moment in `since`."""
    if not keys:
        return {}
    history = AttemptItem.objects.filter(
        user__in={user for user, _ in keys}, question__in={question for _, question in keys}, is_counted=True
    ).order_by("user_id", "graded_at", "pk")
    fields = history.only("user_id", "question_id", "graded_at", "graded_on", "is_correct")
    memories = {}
    for user_id, items in groupby(fields, key=attrgetter("user_id")):
        known = (item for item in items if (user_id, item.question_id) in keys)
        for item, _, after in replay(item for item in known if item.graded_at < since[user_id]):  # type: ignore[operator]
            memories[user_id, item.question_id] = after
    return memories


def refresh(group: StudyGroup, now: dt.datetime, *, force: bool = False) -> StudyGroup:
    """Makes all numbers of a group anew when its horizon has moved or its items have changed; else costs nothing.

    Of two views at once that find the group behind, the second waits for the first and then finds nothing to do.
    """
    if group.horizon_on == group.horizon(now) and not force:
        return group
    with transaction.atomic():
        locked = StudyGroup.objects.select_for_update().get(pk=group.pk)
        if force or locked.horizon_on != locked.horizon(now):
            rebuild_members(locked, locked.memberships.all(), now)
            locked.horizon_on = locked.horizon(now)
            locked.item_count = items_of(locked).count()
            locked.save(update_fields=["horizon_on", "item_count"])
    group.horizon_on, group.item_count = locked.horizon_on, locked.item_count
    return group
