"""What groups do when something happens below them."""

import datetime as dt
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.signals import display_name_changed
from groups import actions, standings
from groups.models import Membership, StudyGroup
from quizzes.models import AttemptItem
from quizzes.scheduling import Memory
from quizzes.signals import answer_counted, bank_changed, memory_rebuilt


@receiver(answer_counted)
def move_standings_on(item: AttemptItem, before: Memory | None, after: Memory, **_: Any) -> None:
    """Keeps the learner's numbers in step with each counted answer, inside the same transaction."""
    standings.move_on(item, before, after)


@receiver(bank_changed)
def mark_standings_stale(service_ids: set[int], **_: Any) -> None:
    """Has the numbers of groups with these services made anew when next needed."""
    StudyGroup.objects.filter(services__in=service_ids).update(horizon_on=None)


@receiver(memory_rebuilt)
def rebuild_standings(user: User, **_: Any) -> None:
    """Makes a learner's numbers anew after their memory was."""
    now: dt.datetime = timezone.now()
    for membership in user.memberships.select_related("group"):
        standings.rebuild_members(membership.group, [membership], now)


@receiver(display_name_changed)
def follow_display_name(user: User, **_: Any) -> None:
    """Shows the new name where the person is ranked by name and nobody in the group is called alike."""
    actions.follow_display_name(user=user)


@receiver(post_delete, sender=Membership)
def close_empty_group(instance: Membership, **_: Any) -> None:
    """Never leaves a group without an owner when a person deletes their account."""
    actions.heal_ownership(group_id=instance.group_id)
