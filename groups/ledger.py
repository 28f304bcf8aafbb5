"""What a member's number is made of: their items by topic, and its last changes (R31).

Tells which topics somebody was asked about and whether the number rose or fell; never a question, nor what was chosen.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import F, FilteredRelation, Q

from groups.leaderboard import MILLIONTHS, points
from groups.models import Membership, Standing
from groups.standings import items_of
from quizzes.actions.memory import FIELDS, replay
from quizzes.models import AttemptItem
from quizzes.scheduling import FULL_CREDIT_DAYS, Memory

LEDGER_LENGTH = 20
DAYS = ("missed, starts again", "first day", "second day", "third day", "fourth day", "fifth day")


@dataclass(slots=True)
class Topic:
    """One topic of the group's items: how many there are, how many were answered, and what they add to the score."""

    service: str
    hue: str
    title: str
    items: int = 0
    answered: int = 0
    solid: int = 0
    points: int = field(default=0, repr=False)
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """One counted answer: what it moved, in which topic, and on which right day in a row."""

    delta: float
    topic: str
    service: str
    correct_days: int
    on: dt.date

    @property
    def shown(self) -> str:
        """The change with its sign and two decimals; a single answer moves a number by hundredths."""
        rounded = round(self.delta, 2)
        return "0.00" if not rounded else f"{'+' if rounded > 0 else '−'}{abs(rounded):.2f}"

    @property
    def day(self) -> str:
        return DAYS[self.correct_days] if self.correct_days < len(DAYS) else f"day {self.correct_days} in a row"


def topics_of(membership: Membership, standing: Standing) -> list[Topic]:
    """The items behind a member's number by topic, in the order of the library; one statement."""
    group = membership.group
    rows = (
        items_of(group)
        .annotate(card=FilteredRelation("review_cards", condition=Q(review_cards__user=membership.user_id)))
        .order_by(
            "service__category__order", "service__order", "service__slug", F("fact__note__order").asc(nulls_last=True)
        )
        .values_list(
            "service__short_name",
            "service__category__slug",
            "fact__note__title",
            *(f"card__{name}" for name in FIELDS),
        )
    )
    topics: dict[tuple[str, str | None], Topic] = {}
    for service, hue, title, *state in rows:
        topic = topics.setdefault((service, title), Topic(service, hue, title or "Other questions"))
        topic.items += 1
        if state[0] is not None:
            memory = Memory(**dict(zip(FIELDS, state, strict=True)))
            topic.answered += 1
            topic.solid += memory.correct_days >= FULL_CREDIT_DAYS
            topic.points += points(memory, standing.horizon_on)
    for topic in topics.values():
        topic.share = 100 * topic.points / MILLIONTHS / group.item_count if group.item_count else 0.0
    return list(topics.values())


def changes_of(membership: Membership, standing: Standing) -> list[Change]:
    """The last changes since joining, newest first, as seen from the standing's horizon; two statements."""
    group = membership.group
    counted = AttemptItem.objects.filter(user=membership.user_id, question__in=items_of(group), is_counted=True)
    last = list(
        counted.filter(graded_at__gte=membership.joined_at)
        .select_related("question__service", "question__fact__note")
        .only("graded_at", "question__service__short_name", "question__fact__note__title")
        .order_by("-graded_at", "-pk")[:LEDGER_LENGTH]
    )
    history = counted.filter(question__in=[item.question_id for item in last]).order_by("graded_at", "pk")
    steps = {
        item.pk: (points(after, standing.horizon_on) - points(before, standing.horizon_on), after.correct_days)
        for item, before, after in replay(history.only("question_id", "graded_on", "is_correct"))
    }
    return [
        Change(
            delta=100 * steps[item.pk][0] / MILLIONTHS / group.item_count,
            topic=item.question.fact.note.title if item.question.fact.note else "Other questions",
            service=item.question.service.short_name,
            correct_days=steps[item.pk][1],
            on=item.graded_at.astimezone(group.zone).date(),  # type: ignore[union-attr]
        )
        for item in last
    ]
