"""Making a group, and changing what it is."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from groups.models import StudyGroup
from tests.factories import QuestionFactory, ServiceFactory

pytestmark = pytest.mark.django_db

CREATE = "/groups/new/"


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        yield


@pytest.fixture
def service():
    service = ServiceFactory(slug="rds")
    QuestionFactory(service=service, published=True)
    return service


def filled(**changes):
    """A complete form for a group, with the changes given; None leaves a field out."""
    data = {
        "name": "Team Cumulus",
        "time_zone": "Asia/Tokyo",
        "exam_on": "2026-12-12",
        "services": ["rds"],
        "visibility": "name",
        "shown_name": "",
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def settings_page(group):
    return reverse("groups:group_settings", args=[group.slug])


def errors(response):
    """What the form says, by the field it says it at."""
    return dict(re.findall(r'id="id_(\w+)_error"><li>([^<]+)</li>', response.content.decode()))


def test_group_create_proposes_ones_own_clock_exam_and_all_services(service, bob, bob_client):
    bob.time_zone, bob.exam_on = "Europe/Zurich", dt.date(2026, 12, 12)
    bob.save()
    ServiceFactory(slug="dax")

    body = bob_client.get(CREATE).content.decode()

    assert '<option value="Europe/Zurich" selected>' in body
    assert 'value="2026-12-12"' in body
    assert sorted(re.findall(r'value="(\w+)"[^>]* checked', body)) == ["dax", "rds"]
    assert not re.search(r'type="radio"[^>]* checked', body)


def test_group_create_makes_the_group_and_leads_to_inviting(service, bob, bob_client):
    response = bob_client.post(CREATE, filled())

    group = StudyGroup.objects.get()
    assert response.url == reverse("groups:group_invite", args=[group.slug])
    assert (group.name, group.time_zone, group.exam_on) == ("Team Cumulus", "Asia/Tokyo", dt.date(2026, 12, 12))
    assert (group.item_count, group.horizon_on, list(group.services.all())) == (1, dt.date(2026, 12, 12), [service])
    assert [(member.user, member.role) for member in group.memberships.all()] == [(bob, "owner")]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": ""}, "name", "Give the group a name."),
        ({"name": "…"}, "name", "A name needs at least one letter or digit."),
        ({"name": "a\u202eb"}, "name", "Use letters, digits, spaces and punctuation only; this name has an invisible character in it."),
        ({"name": "x" * 65}, "name", "A name has at most 64 characters; this one has 65."),
        ({"time_zone": "Mars/Base"}, "time_zone", "Choose a time zone from the list."),
        ({"time_zone": "../etc/passwd"}, "time_zone", "Choose a time zone from the list."),
        ({"exam_on": "2026-11-24"}, "exam_on", "This day has passed. Enter a later one, or leave it empty."),
        ({"exam_on": "2206-12-12"}, "exam_on", "This is more than five years away. Check the year."),
        ({"exam_on": "soon"}, "exam_on", "Enter the date as year, month and day, for example 2027-03-31."),
        ({"services": None}, "services", "Choose at least one service."),
        ({"services": ["nope"]}, "services", "That choice is not on the list. Choose again."),
        ({"visibility": None}, "visibility", "Choose one of the three."),
        ({"visibility": "alias"}, "shown_name", "Make up an alias, or choose another way to be listed."),
    ],
)  # fmt: skip
def test_group_create_says_at_the_field_what_is_wrong(service, bob_client, changes, field, sentence):
    response = bob_client.post(CREATE, filled(**changes))

    assert response.status_code == 200
    assert errors(response) == {field: sentence}
    assert not StudyGroup.objects.exists()


def test_group_create_keeps_what_was_typed(service, bob_client):
    body = bob_client.post(CREATE, filled(name="Team Cirrus", exam_on="2020-01-01")).content.decode()

    assert 'value="Team Cirrus"' in body
    assert 'value="2020-01-01"' in body
    assert '<option value="Asia/Tokyo" selected>' in body


@pytest.mark.parametrize(
    ("time_zone", "exam_on", "is_fine"),
    [
        ("Pacific/Auckland", "2026-11-26", True),
        ("Pacific/Auckland", "2026-11-25", False),
        ("Pacific/Honolulu", "2026-11-25", True),
    ],
)
def test_an_exam_date_is_past_on_the_clock_of_the_group(service, bob_client, time_zone, exam_on, is_fine):
    response = bob_client.post(CREATE, filled(time_zone=time_zone, exam_on=exam_on))

    assert (response.status_code == 302) is is_fine


def test_group_create_without_an_exam_looks_thirty_days_ahead(service, bob_client):
    bob_client.post(CREATE, filled(exam_on=""))

    group = StudyGroup.objects.get()
    assert (group.exam_on, group.horizon_on) == (None, dt.date(2026, 12, 23))


def test_group_create_needs_signing_in_and_knows_its_methods(visitor, bob_client):
    assert visitor.get(CREATE).status_code == 302
    assert bob_client.put(CREATE).status_code == 405


def test_group_settings_changes_the_group(service, group, alice_client):
    response = alice_client.post(settings_page(group), filled(role="owner", slug="mine", is_demo="1"))

    group.refresh_from_db()
    assert response.url == group.get_absolute_url()
    assert (group.name, group.exam_on, group.is_demo) == ("Team Cumulus", dt.date(2026, 12, 12), False)
    assert (group.item_count, group.horizon_on) == (1, dt.date(2026, 12, 12))


def test_group_settings_shows_what_is_set(service, group, alice_client):
    group.services.set([service])
    StudyGroup.objects.update(exam_on="2026-12-12")

    body = alice_client.get(settings_page(group)).content.decode()

    assert 'value="Team Nimbus"' in body
    assert '<option value="Europe/Berlin" selected>' in body
    assert 'value="2026-12-12"' in body
    assert re.findall(r'value="(\w+)"[^>]* checked', body) == ["rds"]


def test_an_exam_date_that_has_passed_may_stay_but_not_move_into_the_past(service, group, alice_client):
    StudyGroup.objects.update(exam_on="2026-11-01")

    assert alice_client.post(settings_page(group), filled(exam_on="2026-11-01")).status_code == 302
    assert errors(alice_client.post(settings_page(group), filled(exam_on="2026-11-02"))) == {
        "exam_on": "This day has passed. Enter a later one, or leave it empty."
    }


def test_a_zone_that_is_no_longer_listed_may_stay(service, group, alice_client):
    StudyGroup.objects.update(time_zone="US/Pacific")

    assert '<option value="US/Pacific" selected>' in alice_client.get(settings_page(group)).content.decode()
    assert alice_client.post(settings_page(group), filled(time_zone="US/Pacific")).status_code == 302


def test_group_settings_is_for_owners(service, group, bob_client, charlie_client, visitor, alice_client):
    for client in (bob_client, charlie_client):
        assert client.get(settings_page(group)).status_code == 404
        assert client.post(settings_page(group), filled()).status_code == 404
    assert visitor.post(settings_page(group), filled()).status_code == 302
    assert alice_client.delete(settings_page(group)).status_code == 405
    group.refresh_from_db()
    assert group.name == "Team Nimbus"
