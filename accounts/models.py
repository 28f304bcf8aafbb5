"""Who you are: one person, one e-mail address, and how they like to study."""

import datetime as dt
import zoneinfo
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes people from an e-mail address, never from a user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates one person; without a password they cannot sign in until they reset it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A learner, and perhaps an editor or administrator too."""

    class ExtraTime(models.TextChoices):
        NONE = "none", "Standard time"
        QUARTER = "quarter", "25 % more time"
        HALF = "half", "50 % more time"
        THIRTY_MINUTES = "thirty_minutes", "30 minutes more"
        UNTIMED = "untimed", "No time limit"

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField(
        "name", max_length=64, help_text="Shown to members of your groups if you let it be."
    )
    time_zone = models.CharField(max_length=64, default="UTC", help_text="Your days and weeks begin at midnight there.")
    exam_on = models.DateField("exam date", null=True, blank=True, help_text="What your reviews aim at.")
    daily_cap = models.PositiveSmallIntegerField(
        "reviews a day",
        default=25,
        validators=[MinValueValidator(5), MaxValueValidator(200)],
        help_text="How many due questions a day you are offered at most, from 5 to 200.",
    )
    extra_time = models.CharField(
        max_length=16,
        choices=ExtraTime.choices,
        default=ExtraTime.NONE,
        help_text="Added to every timed set.",
    )
    has_shortcuts = models.BooleanField(
        "keyboard shortcuts", default=True, help_text="1–6 choose, Enter checks, M marks, ? lists them all."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        constraints = (
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", violation_error_message="This address is taken."
            ),
            models.CheckConstraint(condition=models.Q(daily_cap__range=(5, 200)), name="user_daily_cap_sane"),
        )

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone; UTC when the stored name is no longer known to the system."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    def local_day(self, at: dt.datetime | None = None) -> dt.date:
        """The calendar day it is for this person at `at` (default now)."""
        return (at or timezone.now()).astimezone(self.zone).date()

    @property
    def initials(self) -> str:
        """One or two letters for the round mark in the header."""
        words = [word for word in self.display_name.split() if word[0].isalnum()] or [self.email]
        return "".join(word[0] for word in words[:2]).upper()
