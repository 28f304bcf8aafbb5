"""Settings, export and the way out."""

import datetime as dt
import json

import pytest
import time_machine

from accounts.models import User
from accounts.templatetags.accounts import has_mail
from groups.models import StudyGroup
from tests.accounts.conftest import PASSWORD
from tests.conftest import signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SETTINGS = "/settings/"
FORM = {
    "display_name": "Alice B.",
    "time_zone": "Asia/Tokyo",
    "exam_on": "2027-03-31",
    "daily_cap": "40",
    "extra_time": "half",
}


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def dana_client(dana):
    return signed_in(dana)


# Settings


def test_settings_shows_what_is_set(alice_client, alice):
    alice.exam_on = dt.date(2027, 3, 31)
    alice.save()

    html = alice_client.get(SETTINGS).content.decode()

    assert '<option value="UTC" selected>' in html
    assert 'value="2027-03-31"' in html
    assert '<a class="button quiet" href="/accounts/password/set/">' in html


def test_settings_are_saved(alice_client, alice):
    response = alice_client.post(SETTINGS, FORM, follow=True)

    alice.refresh_from_db()
    assert response.redirect_chain == [(SETTINGS, 302)]
    assert said(response) == ["Saved."]
    assert (alice.display_name, alice.time_zone, alice.exam_on) == ("Alice B.", "Asia/Tokyo", dt.date(2027, 3, 31))
    assert (alice.daily_cap, alice.extra_time, alice.has_shortcuts) == (40, "half", False)


def test_settings_new_name_reaches_the_groups(group, alice_client, alice):
    alice_client.post(SETTINGS, FORM)

    assert group.memberships.get(user=alice).shown_name == "Alice B."


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"display_name": ""}, {"display_name": ["Enter a name; a nickname is fine."]}),
        ({"display_name": "–"}, {"display_name": ["A name needs at least one letter or digit."]}),
        ({"display_name": "x" * 65}, {"display_name": ["A name has at most 64 characters."]}),
        ({"time_zone": "Zurich"}, {"time_zone": ["Choose a time zone from the list."]}),
        ({"time_zone": ""}, {"time_zone": ["Choose a time zone."]}),
        ({"exam_on": "31 March"}, {"exam_on": ["Enter the date like this: 2027-03-31."]}),
        ({"exam_on": "2020-01-01"}, {"exam_on": ["This day has passed. Enter a later one, or leave it empty."]}),
        ({"daily_cap": ""}, {"daily_cap": ["Enter a number from 5 to 200."]}),
        ({"daily_cap": "many"}, {"daily_cap": ["Enter a number from 5 to 200."]}),
        ({"daily_cap": "4"}, {"daily_cap": ["At least 5 reviews a day, else they pile up."]}),
        ({"daily_cap": "201"}, {"daily_cap": ["At most 200 reviews a day."]}),
    ],
)
def test_settings_say_what_is_wrong_and_keep_what_was_typed(alice_client, alice, change, errors):
    response = alice_client.post(SETTINGS, {**FORM, **change})

    html = response.content.decode()
    [field] = errors
    assert response.status_code == 200
    assert response.context["form"].errors == errors
    assert f'id="id_{field}_error"' in html
    assert f'aria-describedby="id_{field}_helptext id_{field}_error"' in html
    assert "Nothing was saved yet." in html
    assert '<option value="half" selected>' in html
    assert User.objects.get(pk=alice.pk).daily_cap == 25


def test_settings_sent_empty_are_refused(alice_client):
    assert list(alice_client.post(SETTINGS, {}).context["form"].errors) == [
        "display_name",
        "time_zone",
        "daily_cap",
        "extra_time",
    ]


def test_settings_refused_leave_the_name_in_the_header_as_it_is(alice_client):
    html = alice_client.post(SETTINGS, {**FORM, "daily_cap": "4"}).content.decode()

    assert 'aria-label="Your settings, Alice"' in html


def test_settings_refuse_a_choice_that_is_not_offered(alice_client):
    assert list(alice_client.post(SETTINGS, {**FORM, "extra_time": "forever"}).context["form"].errors) == ["extra_time"]


def test_settings_keep_an_exam_date_that_has_passed(alice_client, alice):
    User.objects.filter(pk=alice.pk).update(exam_on=dt.date(2020, 1, 1))

    assert alice_client.post(SETTINGS, {**FORM, "exam_on": "2020-01-01"}).status_code == 302
    assert alice_client.post(SETTINGS, {**FORM, "exam_on": ""}).status_code == 302


@time_machine.travel(dt.datetime(2026, 11, 25, 20, 0, tzinfo=dt.UTC))
@pytest.mark.parametrize(("zone", "status"), [("UTC", 302), ("Asia/Tokyo", 200)])
def test_settings_count_the_exam_day_on_the_persons_calendar(zone, status):
    client = signed_in(UserFactory(time_zone=zone))

    assert client.post(SETTINGS, {**FORM, "exam_on": "2026-11-25"}).status_code == status


def test_settings_keep_a_zone_that_is_no_longer_listed():
    client = signed_in(UserFactory(time_zone="Mars/Olympus"))

    assert '<option value="Mars/Olympus" selected>' in client.get(SETTINGS).content.decode()
    assert client.post(SETTINGS, {**FORM, "time_zone": "Mars/Olympus"}).status_code == 302


def test_settings_change_nothing_beyond_the_form(alice_client, alice):
    alice_client.post(SETTINGS, {**FORM, "email": "eve@example.com", "is_staff": "on", "is_active": "", "id": "99"})

    changed = User.objects.get(pk=alice.pk)
    assert (changed.email, changed.is_staff, changed.is_active) == ("alice@example.com", False, True)


def test_settings_ask_the_database_as_often_as_they_must(alice_client, django_assert_num_queries):
    with django_assert_num_queries(2):
        alice_client.get(SETTINGS)


@pytest.mark.parametrize("path", [SETTINGS, "/settings/delete/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_settings_pages_take_only_get_and_post(alice_client, path, method):
    assert getattr(alice_client, method)(path).status_code == 405


# Export


def test_export_data_is_a_file_with_ones_own_things(group, alice_client):
    response = alice_client.post("/settings/export/")

    data = json.loads(response.content)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="studyhub-my-data.json"'
    assert "no-store" in response["Cache-Control"]
    assert list(data) == ["exported_at", "profile", "learning", "groups"]
    assert data["profile"]["email"] == "alice@example.com"
    assert [(row["group"], row["role"]) for row in data["groups"]] == [("Team Nimbus", "owner")]


def test_export_data_is_ones_own(group, charlie_client):
    data = json.loads(charlie_client.post("/settings/export/").content)

    assert (data["profile"]["email"], data["groups"]) == ("charlie@example.com", [])


def test_export_data_takes_only_post(alice_client, visitor):
    assert alice_client.get("/settings/export/").status_code == 405
    assert visitor.post("/settings/export/").url == "/accounts/login/?next=/settings/export/"


def test_export_data_is_made_ten_times_an_hour_for_each(alice_client, bob_client):
    assert [alice_client.post("/settings/export/").status_code for _ in range(11)] == [200] * 10 + [429]
    assert bob_client.post("/settings/export/").status_code == 200


# Deletion


def test_delete_account_says_what_goes_and_what_stays_and_deletes_nothing_yet(dana_client):
    html = dana_client.get("/settings/delete/").content.decode()

    assert "<h2>What goes, at once and for good</h2>" in html
    assert "<h2>What stays</h2>" in html
    assert User.objects.filter(email="dana@example.com").exists()


@pytest.mark.parametrize(
    ("password", "error"),
    [("", "Enter your password to delete the account."), ("wrong", "This is not your password.")],
)
def test_delete_account_needs_the_password(dana_client, password, error):
    response = dana_client.post("/settings/delete/", {"password": password})

    assert response.context["form"].errors == {"password": [error]}
    assert User.objects.filter(email="dana@example.com").exists()


def test_delete_account_deletes_signs_out_and_says_so(dana_client):
    dana_client.cookies["known"] = "x"

    response = dana_client.post("/settings/delete/", {"password": PASSWORD}, follow=True)

    assert response.redirect_chain == [("/", 302)]
    assert said(response) == ["Your account and everything in it have been deleted."]
    assert not User.objects.filter(email="dana@example.com").exists()
    assert "_auth_user_id" not in dana_client.session
    assert dana_client.cookies["known"].value == ""


def test_delete_account_ends_the_sessions_elsewhere(dana, dana_client):
    elsewhere = signed_in(dana)

    dana_client.post("/settings/delete/", {"password": PASSWORD})

    assert elsewhere.get(SETTINGS).url == "/accounts/login/?next=/settings/"


def test_delete_account_sent_twice_is_harmless(dana, dana_client):
    elsewhere = signed_in(dana)
    dana_client.post("/settings/delete/", {"password": PASSWORD})

    assert elsewhere.post("/settings/delete/", {"password": PASSWORD}).url == "/accounts/login/?next=/settings/delete/"


def test_delete_account_tries_the_password_ten_times_an_hour(dana_client):
    answers = [dana_client.post("/settings/delete/", {"password": "wrong"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


def test_delete_account_without_a_password_asks_to_set_one(charlie_client):
    assert "Set one first; then it can be deleted here." in charlie_client.get("/settings/delete/").content.decode()
    assert charlie_client.post("/settings/delete/", {"password": "x"}).status_code == 200
    assert User.objects.filter(email="charlie@example.com").exists()


def test_delete_account_of_an_owner_leaves_the_group_to_the_others(group, alice, bob):
    alice.set_password(PASSWORD)
    alice.save()

    signed_in(alice).post("/settings/delete/", {"password": PASSWORD})

    assert StudyGroup.objects.get().memberships.get().user == bob


@pytest.mark.parametrize("has", [True, False])
def test_has_mail_says_whether_mails_reach_anybody(settings, has):
    settings.HAS_MAIL = has

    assert has_mail() is has
