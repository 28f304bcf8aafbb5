"""The question bank: what editors write (Question, Option) and what learners were given (QuestionVersion)."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from services.models import Fact, Service


class ConfusionPair(models.Model):
    """Two things that people mix up; a distractor that embodies the mix-up is tagged with it."""

    slug = models.SlugField(unique=True)
    first = models.CharField(max_length=60)
    second = models.CharField(max_length=60)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class Blueprint(models.Model):
    """An exam as data: items, minutes, domains and weights, versioned by its date."""

    code = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    data = models.JSONField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["code", "version"], name="blueprint_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.version})"


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> "QuestionQuerySet":
        """Questions that learners may be given now."""
        return self.filter(state=Question.State.PUBLISHED, current__isnull=False)


class Question(models.Model):
    """One question as editors work on it; publishing freezes it into a version."""

    class Kind(models.TextChoices):
        SINGLE = "single", "Choose one"
        MULTIPLE = "multiple", "Choose several"

    class Style(models.TextChoices):
        SCENARIO = "scenario", "Scenario"
        DIRECT = "direct", "Direct"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        PUBLISHED = "published", "Published"
        DISPUTED = "disputed", "Disputed"
        RETIRED = "retired", "Retired"

    class Domain(models.IntegerChoices):
        SECURE = 1, "Secure"
        RESILIENT = 2, "Resilient"
        PERFORMING = 3, "High-performing"
        COST = 4, "Cost-optimized"

    key = models.SlugField(unique=True, help_text="Never changes and is never used again, for example rds-q012.")
    service = models.ForeignKey(Service, models.PROTECT, related_name="questions")
    fact = models.ForeignKey(
        Fact,
        models.PROTECT,
        related_name="questions",
        help_text="The fact that settles it; the paragraph that states it is quoted after the answer.",
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SINGLE)
    style = models.CharField(max_length=8, choices=Style.choices, default=Style.DIRECT)
    domain = models.PositiveSmallIntegerField(choices=Domain.choices)
    task = models.CharField(
        "task statement", max_length=3, help_text="A task statement of that domain, for example 2.2."
    )
    difficulty = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text="1 recall, 2 apply, 3 weigh several constraints.",
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    stem = models.TextField(help_text="Markdown. One best answer, decided by a word in here.")
    current = models.ForeignKey(
        "QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    reviewed_by = models.CharField(max_length=80, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["updated_at"])

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("key",)
        indexes: ClassVar[list[Any]] = [models.Index(fields=["state", "service"], name="question_by_state_service")]

    def __str__(self) -> str:
        return f"{self.key}: {self.stem[:70]}"


class Option(models.Model):
    """One answer to choose, as editors work on it."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    key = models.CharField(max_length=1, help_text="a, b, c … Answers are stored by it, so it never changes.")
    text = models.TextField()
    is_key = models.BooleanField("right", default=False)
    rationale = models.TextField(help_text="Why it is right, or why it is tempting and wrong.")
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="options")
    confusion = models.ForeignKey(ConfusionPair, models.PROTECT, null=True, blank=True, related_name="options")
    history = HistoricalRecords()

    class Meta:
        ordering = ("question", "key")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["question", "key"], name="option_once_a_question"),
            models.CheckConstraint(condition=models.Q(key__in=list("abcdef")), name="option_key_is_a_to_f"),
        ]

    def __str__(self) -> str:
        return f"{self.question.key}/{self.key}"


class QuestionVersion(models.Model):
    """A question frozen as learners see it; never changed once written (docs/adr/0002).

    `options` is a list of {key, html, is_key, rationale_html, fact, confusion}, in the order of their keys; `fact` and
    `confusion` are keys or ''. The whole of it is one row, so that showing or grading an item reads one row.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Question.Kind.choices)
    stem_html = models.TextField()
    options = models.JSONField()
    keys_needed = models.PositiveSmallIntegerField()
    words = models.PositiveSmallIntegerField(help_text="Words of the stem and the options.")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    reviewed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("question", "number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["question", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question.key} v{self.number}"

    @property
    def right_keys(self) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(option["key"] for option in self.options if option["is_key"])
