"""What waits for an editor: numbers that open to what they count."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from quizzes.models import ProblemReport, Question
from services.models import Fact


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of something, what they are, and where they are listed."""

    number: int
    what: str
    address: str


def waiting(user: User) -> list[Waiting]:
    """Everything that wants an editor's attention and that `user` may see; three statements."""
    found = []
    if user.has_perm("quizzes.view_question"):
        states = {state: Count("pk", filter=Q(state=state)) for state in ("draft", "in_review", "disputed")}
        counts = Question.objects.aggregate(**states)
        questions = reverse("admin:quizzes_question_changelist")
        for state, what in (("in_review", "to review"), ("disputed", "disputed"), ("draft", "in draft")):
            found.append(Waiting(counts[state], f"questions {what}", f"{questions}?state__exact={state}"))
    if user.has_perm("quizzes.view_problemreport"):
        number = ProblemReport.objects.filter(state=ProblemReport.State.OPEN).count()
        reports = reverse("admin:quizzes_problemreport_changelist")
        found.append(Waiting(number, "open problem reports", f"{reports}?state__exact=open"))
    if user.has_perm("services.view_fact"):
        number = Fact.objects.filter(expires_on__lte=timezone.localdate()).count()
        facts = reverse("admin:services_fact_changelist")
        found.append(Waiting(number, "facts to check again", f"{facts}?look=now"))
    return found
