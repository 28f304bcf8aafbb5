"""People: made from an address, kept sane by the database."""

import datetime as dt

import pytest
from django.db import IntegrityError

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_create_user_keeps_addresses_in_one_case():
    assert User.objects.create_user("Dana@Example.COM", "x").email == "dana@example.com"


def test_create_superuser_makes_an_administrator():
    ada = User.objects.create_superuser("ada@example.com", "x")

    assert (ada.is_staff, ada.is_superuser) == (True, True)


def test_email_is_one_persons_whatever_its_case():
    UserFactory(email="dana@example.com")

    with pytest.raises(IntegrityError):
        User.objects.create(email="DANA@example.com")


@pytest.mark.parametrize("cap", [4, 201])
def test_daily_cap_out_of_bounds_is_refused_by_the_database(cap):
    with pytest.raises(IntegrityError):
        UserFactory(daily_cap=cap)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Auckland", dt.date(2027, 1, 1)), ("UTC", dt.date(2026, 12, 31)), ("", dt.date(2026, 12, 31))],
)
def test_local_day_is_the_day_it_is_there(zone, day):
    assert User(time_zone=zone).local_day(dt.datetime(2026, 12, 31, 12, 0, tzinfo=dt.UTC)) == day


@pytest.mark.parametrize(
    ("name", "email", "initials"), [("Rahel Suter", "r@x.ch", "RS"), ("Rahel", "r@x.ch", "R"), ("", "dana@x.ch", "D")]
)
def test_initials_are_one_or_two_letters(name, email, initials):
    assert User(display_name=name, email=email).initials == initials


@pytest.mark.parametrize(("name", "shown"), [("Rahel", "Rahel"), ("", "dana@x.ch")])
def test_people_are_called_by_name_else_address(name, shown):
    assert str(User(display_name=name, email="dana@x.ch")) == shown
