"""What groups do when something happens below them."""

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.signals import display_name_changed, export_requested
from groups import actions, standings
from groups.leaderboard import score
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
    now = timezone.now()
    for membership in user.memberships.select_related("group").order_by("standing"):
        standings.rebuild_members(membership.group, [membership], now)


@receiver(display_name_changed)
def follow_display_name(user: User, **_: Any) -> None:
    """Shows the new name where the person is listed by name and nobody in the group is called alike."""
    actions.follow_display_name(user=user)


@receiver(export_requested)
def export_memberships(user: User, **_: Any) -> tuple[str, Any]:
    """A person's groups: their own part in them, and nothing about other members."""
    memberships = user.memberships.select_related("group", "standing").order_by("joined_at")
    return "groups", [
        {
            "group": membership.group.name,
            "role": membership.role,
            "visibility": membership.visibility,
            "shown_name": membership.shown_name,
            "joined_at": membership.joined_at,
            "score": score(membership.standing.points, membership.group.item_count),
        }
        for membership in memberships
    ]


@receiver(pre_delete, sender=Membership)
def lock_group(instance: Membership, **_: Any) -> None:
    """Takes the group's lock before any row of the membership goes, in the order that everybody takes them."""
    StudyGroup.objects.select_for_update().filter(pk=instance.group_id).first()


@receiver(post_delete, sender=Membership)
def close_empty_group(instance: Membership, **_: Any) -> None:
    """Never leaves a group without an owner when a person deletes their account."""
    actions.heal_ownership(group_id=instance.group_id)
