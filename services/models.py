"""What is studied: services, the facts we claim about them, and the notes that explain them."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords


class Category(models.Model):
    """A shelf of the library; its slug is also the name of its hue in the style sheet."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "slug")
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A cloud service (never a layer of code)."""

    slug = models.SlugField(unique=True, help_text="Also the prefix of every key of its facts and questions.")
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    category = models.ForeignKey(Category, models.PROTECT, related_name="services")
    order = models.PositiveSmallIntegerField(default=0)
    summary = models.CharField(max_length=240)
    aliases = models.JSONField(default=list, blank=True, help_text="Former names and abbreviations; search finds them.")
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("category__order", "order", "slug")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("services:service_detail", args=[self.slug])


class Note(models.Model):
    """One topic of a service: Markdown as written, HTML as rendered when it was saved."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="notes")
    slug = models.SlugField()
    title = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)
    summary = models.CharField(max_length=240, blank=True)
    tasks = models.JSONField(
        default=list, blank=True, help_text='Task statements of the exam it serves, as ["2.2", "3.3"].'
    )
    body = models.TextField(help_text="Markdown. A paragraph that states a fact ends with its key: {#rds-033}")
    html = models.TextField(editable=False, blank=True)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    # Published questions that this topic settles; kept by quizzes.actions, so that the page needs no count.
    question_count = models.PositiveIntegerField(default=0, editable=False)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["html", "question_count"])

    class Meta:
        ordering = ("service", "order", "slug")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["service", "slug"], name="note_once_a_service")
        ]

    def __str__(self) -> str:
        return f"{self.service.short_name}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('services:service_detail', args=[self.service.slug])}#{self.slug}"


class Fact(models.Model):
    """One claim, with where it comes from and when somebody last looked."""

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    key = models.SlugField(unique=True, help_text="Never changes and is never used again, for example rds-033.")
    service = models.ForeignKey(Service, models.CASCADE, related_name="facts")
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="facts", editable=False)
    statement = models.TextField()
    changed = models.TextField(blank=True, help_text="What older guides say, and what is true now.")
    exam_angle = models.TextField(blank=True, help_text="What a question hinges on.")
    sources = models.JSONField(default=list, help_text='Addresses or names of documents, as ["https://…"].')
    checked_on = models.DateField()
    expires_on = models.DateField()
    confidence = models.CharField(max_length=8, choices=Confidence.choices, default=Confidence.HIGH)
    block_html = models.TextField(editable=False, blank=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["block_html", "note"])

    class Meta:
        ordering = ("key",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("checked_on")),
                name="fact_expires_after_check",
                violation_error_message="A fact expires after the day it was checked.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.statement[:80]}"

    def get_absolute_url(self) -> str:
        """The paragraph that states this fact."""
        return f"{reverse('services:service_detail', args=[self.service.slug])}#{self.key}"

    @property
    def is_expired(self) -> bool:
        return self.expires_on <= timezone.localdate()

    @property
    def links(self) -> list[tuple[str, str]]:
        """The sources as (name to show, address or '')."""
        return [
            (source.split("//", 1)[1].split("/", 1)[0], source) if source.startswith("https://") else (source, "")
            for source in self.sources
        ]


class Diagram(models.Model):
    """A picture of a note: an SVG file beside the text it was drawn from."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="diagrams")
    name = models.CharField(max_length=80, help_text="The file's name, for example multi-az.svg.")
    svg = models.TextField()
    source = models.TextField(blank=True, help_text="The text it was drawn from.")
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ("service", "name")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["service", "name"], name="diagram_once_a_service")
        ]

    def __str__(self) -> str:
        return f"{self.service.slug}/{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("services:diagram", args=[self.service.slug, self.name])


class SearchEntry(models.Model):
    """One place that search can lead to: a service, or a block of one of its notes."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="search_entries")
    note = models.ForeignKey(Note, models.CASCADE, null=True, blank=True, related_name="search_entries")
    anchor = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=400)
    body = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where it leads: the service's page, at the block."""
        page = self.service.get_absolute_url()
        return f"{page}#{self.anchor}" if self.anchor else page
