"""Signing up and in, settings and the way out in a real browser, with and without scripts."""

import json

import pytest

from accounts.models import User
from tests.factories import UserFactory

PASSWORD = "seven quiet rivers"


@pytest.fixture
def dana(transactional_db):
    return UserFactory(email="dana@example.com", display_name="Dana", password=PASSWORD)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/confirm-email/",
        "/accounts/inactive/",
    ],
)
def test_pages_before_sign_in_are_accessible(page, live_server, axe_clean, path):
    page.goto(live_server.url + path)

    axe_clean(page)


@pytest.mark.parametrize(
    "path",
    [
        "/settings/",
        "/settings/delete/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/logout/",
    ],
)
def test_pages_after_sign_in_are_accessible(page, context, live_server, sign_in, axe_clean, dana, path):
    sign_in(context, dana)
    page.goto(live_server.url + path)

    axe_clean(page)


def test_sign_up_by_keyboard_takes_the_zone_of_the_browser(page, live_server, axe_clean):
    page.goto(f"{live_server.url}/accounts/signup/")
    page.get_by_label("Name", exact=True).focus()
    for typed in ("Rahel", "Tab", "rahel@example.com", "Tab", "short", "Enter"):
        page.keyboard.press(typed) if typed in ("Tab", "Enter") else page.keyboard.type(typed)
    page.get_by_text("This password is too short.").wait_for()
    axe_clean(page)
    page.get_by_label("Password", exact=True).focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")

    rahel = User.objects.get()
    assert (rahel.display_name, rahel.email, rahel.time_zone) == ("Rahel", "rahel@example.com", "Europe/Zurich")


def test_password_can_be_looked_at(page, live_server):
    page.goto(f"{live_server.url}/accounts/login/")
    field = page.get_by_label("Password", exact=True)
    field.fill(PASSWORD)

    page.get_by_label("Show the password").check()
    assert (field.get_attribute("type"), field.input_value()) == ("text", PASSWORD)
    page.get_by_label("Show the password").uncheck()
    assert field.get_attribute("type") == "password"


def test_sign_in_that_failed_is_accessible(page, live_server, axe_clean, dana):
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("E-mail address").fill("dana@example.com")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()

    page.get_by_text("The address or the password is not right.").wait_for()
    assert page.get_by_label("E-mail address").input_value() == "dana@example.com"
    axe_clean(page)


def test_settings_are_saved_and_exported(page, context, live_server, sign_in, dana, axe_clean):
    sign_in(context, dana)
    page.goto(f"{live_server.url}/settings/")
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("Exam date").fill("2099-03-31")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    axe_clean(page)

    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    profile = json.loads(download.value.path().read_text())["profile"]

    assert download.value.suggested_filename == "studyhub-my-data.json"
    assert (profile["time_zone"], profile["exam_on"]) == ("Asia/Tokyo", "2099-03-31")


def test_settings_refused_are_accessible(page, context, live_server, sign_in, dana, axe_clean):
    sign_in(context, dana)
    page.goto(f"{live_server.url}/settings/")
    page.get_by_label("Exam date").fill("2020-01-01")
    page.get_by_role("button", name="Save").click()

    page.get_by_text("This day has passed.").wait_for()
    axe_clean(page)


def test_everything_works_without_scripts(browser, live_server, watched):
    context = browser.new_context(java_script_enabled=False)
    page = watched(context.new_page())
    page.goto(f"{live_server.url}/accounts/signup/")
    assert not page.get_by_text("Show the password").is_visible()
    page.get_by_label("Name", exact=True).fill("Rahel")
    page.get_by_label("E-mail address").fill("rahel@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.goto(f"{live_server.url}/settings/")
    assert page.get_by_label("Time zone").input_value() == "UTC"
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{live_server.url}/")

    page.goto(f"{live_server.url}/settings/delete/")
    page.get_by_label("E-mail address").fill("rahel@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("Your account and everything in it have been deleted.").wait_for()

    assert not User.objects.exists()
    context.close()
