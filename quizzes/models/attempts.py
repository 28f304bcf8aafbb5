"""A set of questions that a learner works through, and each graded answer: the only record there is."""

import datetime as dt
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quizzes.models.bank import Question, QuestionVersion

# An open practice or review untouched for this long closes itself; what was graded stays.
IDLE_DAYS = 7


def random_slug() -> str:
    """An unguessable name for a URL (96 bits)."""
    return secrets.token_urlsafe(12)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> "AttemptQuerySet":
        """Attempts that still take answers."""
        return self.filter(submitted_at=None)

    def resumable(self, now: dt.datetime) -> "AttemptQuerySet":
        """Open attempts that began, or had an answer, within a week."""
        return self.open().filter(self.touched(now))

    def with_answered(self) -> "AttemptQuerySet":
        """Each with the number of its questions that have an answer, as `answered`."""
        is_answer = Q(items__graded_at__isnull=False, items__again_of=None)
        return self.annotate(answered=models.Count("items", filter=is_answer))

    def idle(self, now: dt.datetime) -> "AttemptQuerySet":
        """Open attempts in which nothing has been answered for a week."""
        return self.open().filter(~self.touched(now))

    @staticmethod
    def touched(now: dt.datetime) -> Q:
        since = now - dt.timedelta(days=IDLE_DAYS)
        answered = AttemptItem.objects.filter(attempt=models.OuterRef("pk"), graded_at__gte=since)
        return Q(started_at__gte=since) | Q(models.Exists(answered))


class Attempt(models.Model):
    """One sitting: its items and their order are fixed when it starts."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", "Practice"
        REVIEW = "review", "Review"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    slug = models.CharField(max_length=24, unique=True, default=random_slug, editable=False)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    config = models.JSONField(default=dict, help_text="What was asked for: services, topics, domain, pool, length.")
    length = models.PositiveSmallIntegerField(help_text="Items at the start, without those that came again.")
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(submitted_at=None), name="one_open_attempt_a_kind"
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["user", "-started_at"], name="attempt_by_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.length}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:attempt_results" if self.submitted_at else "quizzes:attempt_resume", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None


class AttemptItemQuerySet(models.QuerySet["AttemptItem"]):
    def with_page(self) -> "AttemptItemQuerySet":
        """With all that an item's page shows, and none of the long texts that it does not (notes, stems as written)."""
        return self.select_related(
            "attempt", "version", "question__service__category", "question__fact__note", "question__fact__service"
        ).only(
            *(field.attname for field in AttemptItem._meta.concrete_fields),
            "attempt__slug",
            "attempt__user_id",
            "attempt__kind",
            "attempt__length",
            "attempt__submitted_at",
            "version__kind",
            "version__stem_html",
            "version__options",
            "version__keys_needed",
            "question__state",
            "question__domain",
            "question__service__slug",
            "question__service__short_name",
            "question__service__category__slug",
            "question__fact__key",
            "question__fact__sources",
            "question__fact__block_html",
            "question__fact__changed",
            "question__fact__checked_on",
            "question__fact__note__title",
            "question__fact__service__slug",
        )


class AttemptItem(models.Model):
    """One question in one attempt. Graded once, never deleted except with the learner.

    `position` is its name in the URL and never changes; `rank` is its place in the order, so that a missed item can come
    again between two others. `chosen` holds the ids of the options that were ticked, in order of the alphabet.
    """

    class NotCounted(models.TextChoices):
        COUNTED = "", "Counted"
        AGAIN = "again", "Came again in the same set"
        NOT_DUE = "not_due", "Extra practice: it was not due yet"
        WITHDRAWN = "withdrawn", "The question had been withdrawn"

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    # The learner again, so that their history is one index away; always the attempt's.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempt_items")
    position = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="attempt_items")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="items")
    option_order = models.CharField(max_length=6)
    again_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="agains")
    chosen = models.CharField(max_length=6, blank=True)
    is_flagged = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="From first shown to answered, at most 3600."
    )
    graded_at = models.DateTimeField(null=True, blank=True)
    graded_on = models.DateField(null=True, blank=True, help_text="The day it was for the learner when it was graded.")
    is_correct = models.BooleanField(null=True)
    is_counted = models.BooleanField(default=False)
    not_counted_why = models.CharField(max_length=10, choices=NotCounted.choices, blank=True)

    objects = AttemptItemQuerySet.as_manager()

    class Meta:
        ordering = ("attempt", "rank")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["attempt", "position"], name="item_position_once"),
            models.CheckConstraint(
                condition=Q(is_correct=None, graded_at=None, graded_on=None)
                | Q(is_correct__isnull=False, graded_at__isnull=False, graded_on__isnull=False),
                name="item_correct_when_graded",
            ),
            models.CheckConstraint(
                condition=Q(is_counted=False) | Q(graded_at__isnull=False), name="item_counted_is_graded"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "graded_at"], name="item_by_user_time"),
            models.Index(fields=["user", "question"], name="item_by_user_question"),
        ]

    def __str__(self) -> str:
        return f"item {self.position}"

    def get_absolute_url(self) -> str:
        return reverse("quizzes:attempt_item", args=[self.attempt.slug, self.position])

    @property
    def is_again(self) -> bool:
        return self.again_of_id is not None

    @property
    def is_graded(self) -> bool:
        return self.graded_at is not None


class ProblemReport(models.Model):
    """A learner says that something is wrong with a question."""

    class Reason(models.TextChoices):
        WRONG_KEY = "wrong_key", "The marked answer is wrong"
        TWO_RIGHT = "two_right", "More than one answer is right"
        OUTDATED = "outdated", "It is out of date"
        UNCLEAR = "unclear", "It is unclear or has a mistake in the language"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        FIXED = "fixed", "Corrected"
        KEPT = "kept", "Looked at and kept"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="problem_reports")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="problem_reports")
    item = models.ForeignKey(AttemptItem, models.SET_NULL, null=True, blank=True, related_name="problem_reports")
    chosen = models.CharField(max_length=6, blank=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    text = models.TextField("what is wrong", max_length=2000, blank=True)
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.version}: {self.get_reason_display()}"
