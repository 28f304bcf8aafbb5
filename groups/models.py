"""How people study together: groups, who is in them, how one gets in, and each member's kept number."""

import datetime as dt
import secrets
import zoneinfo
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from groups import weeks
from services.models import Service


def group_slug(name: str) -> str:
    """A readable name for a URL that cannot be guessed: the group's name and 48 random bits."""
    return f"{slugify(name)[:30] or 'group'}-{secrets.token_hex(6)}"


class StudyGroup(models.Model):
    """A team preparing for one exam."""

    slug = models.SlugField(unique=True, editable=False)
    name = models.CharField(max_length=64)
    time_zone = models.CharField(max_length=64, help_text="Weeks of the board begin on Monday at midnight there.")
    exam_on = models.DateField("exam date", null=True, blank=True, help_text="The day the board aims at.")
    services = models.ManyToManyField(Service, related_name="study_groups")
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    # What all standings were last computed for; None after the items changed. A view that finds it behind has them computed
    # anew (standings.refresh).
    horizon_on = models.DateField(null=True, editable=False)
    item_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("groups:group_board", args=[self.slug])

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The group's time zone; UTC when the stored name is no longer known to the system."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    def today(self, now: dt.datetime) -> dt.date:
        """The calendar day on the group's clock."""
        return now.astimezone(self.zone).date()

    def week(self, now: dt.datetime) -> weeks.Week:
        """The week of the board that `now` falls in."""
        return weeks.week_of(now, self.zone)

    def horizon(self, now: dt.datetime) -> dt.date:
        """The day that knowledge is measured at: the exam day, else 30 days after this week's opening."""
        return weeks.horizon(self.exam_on, now, self.zone)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> "MembershipQuerySet":
        """Members whose number this person may see: those who share theirs, and oneself (R25 to R27, R30)."""
        return self.filter(Q(user=user) | ~Q(visibility=Membership.Visibility.HIDDEN))


class Membership(models.Model):
    """One person in one group, in the role they have and under the name they chose to show."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        COACH = "coach", "Coach"
        MEMBER = "member", "Member"

    class Visibility(models.TextChoices):
        NAME = "name", "Ranked by name"
        ALIAS = "alias", "Ranked by an alias"
        HIDDEN = "hidden", "Not ranked"

    group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.MEMBER)
    visibility = models.CharField(max_length=6, choices=Visibility.choices)
    shown_name = models.CharField(max_length=64)
    # The shown name as readers would confuse it (accounts.names.folded); one in a group.
    folded_name = models.CharField(max_length=64, editable=False)
    joined_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("group", "joined_at")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["group", "user"], name="member_once_a_group"),
            models.UniqueConstraint(fields=["group", "folded_name"], name="shown_name_once_a_group"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def is_ranked(self) -> bool:
        """Whether others may see this member's number."""
        return self.visibility != self.Visibility.HIDDEN

    @property
    def is_alias(self) -> bool:
        return self.visibility == self.Visibility.ALIAS

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER

    @property
    def may_invite(self) -> bool:
        """Whether this member may make and end invitation links."""
        return self.role in (self.Role.OWNER, self.Role.COACH)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, now: dt.datetime) -> "InvitationQuerySet":
        """Invitations that still let somebody in."""
        return self.filter(revoked_at=None, expires_at__gt=now, uses__lt=F("max_uses"))

    def with_maker(self) -> "InvitationQuerySet":
        """With the name under which the group knows who made it, None when they have left."""
        maker = Membership.objects.filter(group=OuterRef("group"), user=OuterRef("created_by"))
        return self.annotate(made_by=Subquery(maker.values("shown_name")))


class Invitation(models.Model):
    """A link into a group. Only the digest of its token is kept, so the link is shown once, when it is made."""

    group = models.ForeignKey(StudyGroup, models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveSmallIntegerField(default=10)
    uses = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(uses__lte=F("max_uses")), name="invitation_uses_within_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.uses} of {self.max_uses}"

    def state(self, now: dt.datetime) -> str:
        """What became of it, in one word."""
        if self.revoked_at:
            return "revoked"
        if self.expires_at <= now:
            return "expired"
        return "used up" if self.uses >= self.max_uses else "open"


class Standing(models.Model):
    """A member's number at the group's horizon, kept in millionths of an item so that sums are exact.

    `points` is now, `opening_points` what it was when the week `week_opens_at` began (or at joining), both as seen from
    `horizon_on`. All of it is a projection of graded items: `manage.py rebuild` makes it anew.
    """

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="standing")
    points = models.BigIntegerField(default=0)
    opening_points = models.BigIntegerField(default=0)
    counted_items = models.PositiveIntegerField(default=0)
    week_opens_at = models.DateTimeField()
    horizon_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.membership}: {self.points}"
