"""How far a learner is, service by service: what they have seen and what they would still get right on a day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from quizzes import scheduling
from quizzes.models import Question, ReviewCard
from services.models import Fact, Service

HORIZON_WITHOUT_EXAM = dt.timedelta(days=30)


@dataclass(slots=True)
class ServiceProgress:
    """One service: published questions, how many were seen and are due, and the mean of what is known on the day."""

    service: Service
    questions: int
    changed_facts: int
    seen: int = 0
    due: int = 0
    known: float = 0.0

    @property
    def percent(self) -> int:
        """What the learner would get right on the day, in per cent of all questions of the service."""
        return round(100 * self.known / self.questions) if self.questions else 0


@dataclass(slots=True)
class Progress:
    """All services in the order of the library, and the day that knowledge is measured at."""

    services: list[ServiceProgress]
    on: dt.date

    @property
    def due(self) -> int:
        return sum(row.due for row in self.services)

    @property
    def seen(self) -> int:
        return sum(row.seen for row in self.services)

    @property
    def questions(self) -> int:
        return sum(row.questions for row in self.services)

    @property
    def percent(self) -> int:
        """Over all questions, in per cent."""
        return round(100 * sum(row.known for row in self.services) / self.questions) if self.questions else 0


def measured_on(today: dt.date, *exam_days: dt.date | None) -> dt.date:
    """The nearest exam day from today on, else 30 days ahead."""
    return min((day for day in exam_days if day and day >= today), default=today + HORIZON_WITHOUT_EXAM)


def counted(rows: QuerySet[Any]) -> Coalesce:
    """The number of these rows in each service; as a subquery, since two joins would multiply each other."""
    of_service = rows.filter(service=OuterRef("pk")).order_by().values("service").annotate(number=Count("pk"))
    return Coalesce(Subquery(of_service.values("number")), 0)


def by_service(user: User, *, today: dt.date, on: dt.date) -> Progress:
    """The learner's progress in two queries; costs grow with the bank, never with answers."""
    services = Service.objects.select_related("category").annotate(
        number=counted(Question.objects.published()), changed=counted(Fact.objects.exclude(changed=""))
    )
    rows = {
        service.pk: ServiceProgress(service, service.number, service.changed)
        for service in services.order_by("category__order", "order", "slug")
    }
    cards = ReviewCard.objects.filter(user=user, question__state=Question.State.PUBLISHED)
    known: dict[int, float] = defaultdict(float)
    for service_id, stability, last_on, days, due_on in cards.values_list(
        "question__service_id", "stability", "last_review_on", "correct_days", "due_on"
    ):
        row = rows[service_id]
        row.seen += 1
        row.due += due_on <= today
        known[service_id] += scheduling.credit(days) * scheduling.recall(stability, last_on, on)
    for service_id, number in known.items():
        rows[service_id].known = number
    return Progress(list(rows.values()), on)
