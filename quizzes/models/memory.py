"""What a learner is predicted to remember, and how much they did each day: projections of graded items, rebuildable."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from quizzes.models.bank import Question


class ReviewCardQuerySet(models.QuerySet["ReviewCard"]):
    def due(self, day: dt.date) -> "ReviewCardQuerySet":
        """Cards of published questions whose day has come, on the learner's calendar."""
        return self.filter(due_on__lte=day, question__state=Question.State.PUBLISHED)


class ReviewCard(models.Model):
    """The memory of one question by one learner (FSRS-6 state; stability in days, dates on the learner's
    calendar: docs/adr/0003)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="review_cards")
    question = models.ForeignKey(Question, models.PROTECT, related_name="review_cards")
    stability = models.FloatField()
    difficulty = models.FloatField()
    due_on = models.DateField()
    last_review_on = models.DateField()
    correct_days = models.PositiveSmallIntegerField(default=0, help_text="Days answered right since the last miss.")
    reps = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)

    objects = ReviewCardQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["user", "question"], name="card_once")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["user", "due_on"], name="card_by_due")]

    def __str__(self) -> str:
        return f"card {self.pk}"


class DailyTally(models.Model):
    """How much a learner did on one of their local days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="daily_tallies")
    day = models.DateField()
    answered = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    correct = models.PositiveIntegerField(default=0, help_text="Of the counted ones.")
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-day",)
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["user", "day"], name="tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.answered}"
