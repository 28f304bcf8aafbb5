"""Which questions come next: one indexed query, then a choice without any weight on the database."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FilteredRelation, Q

from accounts.models import User
from quizzes.models import Attempt, AttemptItem, Question

LENGTHS = (5, 10, 20, 40)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a learner asked for; empty means no limit. Service and topic are slugs, a topic is `service/note`."""

    services: Sequence[str] = ()
    topics: Sequence[str] = ()
    domain: int | None = None
    pool: str = "all"
    length: int = 10
    questions: Sequence[int] = field(default=())

    def as_config(self) -> dict[str, Any]:
        """The same as JSON, for the attempt's record."""
        return {
            "services": list(self.services),
            "topics": list(self.topics),
            "domain": self.domain,
            "pool": self.pool,
            "length": self.length,
        }


def matching(user: User, wanted: Wanted) -> "list[tuple[int, int | None, dt.date | None]]":
    """The published questions that fit, as (question, version, day it is due or None when never seen), in one query."""
    questions = Question.objects.published().annotate(
        card=FilteredRelation("review_cards", condition=Q(review_cards__user=user))
    )
    if wanted.questions:
        questions = questions.filter(pk__in=wanted.questions)
    if wanted.services or wanted.topics:
        place = Q(service__slug__in=wanted.services)
        for topic in wanted.topics:
            service, _, note = topic.partition("/")
            place |= Q(service__slug=service, fact__note__slug=note)
        questions = questions.filter(place)
    if wanted.domain:
        questions = questions.filter(domain=wanted.domain)
    if wanted.pool == "unseen":
        questions = questions.filter(card__pk=None)
    elif wanted.pool == "missed":
        questions = questions.filter(card__correct_days=0)
    elif wanted.pool == "flagged":
        flagged = AttemptItem.objects.filter(user=user, is_flagged=True).values("question")
        questions = questions.filter(pk__in=flagged)
    return list(questions.order_by().values_list("pk", "current_id", "card__due_on"))


def reviews_left(user: User, day: dt.date) -> int:
    """How many due questions the learner is still to be offered on a day: their cap without what they reviewed."""
    # No zone is further ahead than 14 hours; with this bound the index by time serves, however long the history.
    since = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) - dt.timedelta(hours=14)
    reviewed = AttemptItem.objects.filter(
        user=user, graded_at__gte=since, graded_on=day, again_of=None, attempt__kind=Attempt.Kind.REVIEW
    )
    return max(0, user.daily_cap - reviewed.count())


def chosen(user: User, wanted: Wanted, *, rng: random.Random) -> list[tuple[int, int]]:
    """Picks at most `wanted.length` questions, as (question, version): never seen first, then the longest overdue,
    then what is due next.

    The order within the set is mixed, so that services alternate and nothing tells why an item is in it.
    """
    rows = matching(user, wanted)
    rng.shuffle(rows)
    rows.sort(key=lambda row: row[2] or dt.date.min)
    picked = [(question, version) for question, version, _ in rows[: wanted.length] if version]
    rng.shuffle(picked)
    return picked
