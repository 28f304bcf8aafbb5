"""What people can do with their own account: one verb each."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.signals import display_name_changed, export_requested

SETTINGS = ("display_name", "time_zone", "exam_on", "daily_cap", "extra_time", "has_shortcuts")


@transaction.atomic
def change_settings(*, user: User, **values: Any) -> User:
    """Saves those of a person's `SETTINGS` that are given, and tells the other apps of a new name."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    old_name = locked.display_name
    for name in SETTINGS:
        setattr(locked, name, values.get(name, getattr(locked, name)))
    locked.save(update_fields=SETTINGS)
    if locked.display_name != old_name:
        display_name_changed.send(sender=User, user=locked)
    return locked


@transaction.atomic
def change_email_at_once(*, user: User, email: str) -> EmailAddress:
    """Gives a person another address without a mail to it, for sites that have none."""
    User.objects.filter(pk=user.pk).update(email=email)
    EmailAddress.objects.filter(user=user).delete()
    return EmailAddress.objects.create(user=user, email=email, primary=True)


@transaction.atomic
def propose_email(*, user: User, email: str) -> EmailAddress:
    """Notes the address a person wants to change to, in place of an earlier wish; the present one stays.

    allauth's own method takes a present address that was never confirmed for a wish, and drops it.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    EmailAddress.objects.filter(user=locked, verified=False).exclude(email=locked.email).delete()
    return EmailAddress.objects.create(user=locked, email=email)


def export_data(*, user: User, now: dt.datetime) -> dict[str, Any]:
    """Everything the site holds about a person, one section an app, ready for JSON."""
    profile = {
        "email": user.email,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        **{name: getattr(user, name) for name in SETTINGS},
        "joined_at": user.date_joined,
        "last_signed_in_at": user.last_login,
    }
    sections: list[Any] = [section for _, section in export_requested.send(sender=User, user=user)]
    return {"exported_at": now, "profile": profile, **dict(sections)}


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Deletes a person with all that is theirs; a second request finds nobody and changes nothing."""
    locked = User.objects.select_for_update().filter(pk=user.pk).first()
    if locked is not None:
        locked.delete()
