"""Changing and resetting passwords."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client

from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "eleven loud mountains"
RESET = "/accounts/password/reset/"


def link_in(message):
    [link] = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", message.body)
    return link


def ask_for_link(client, email="dana@example.com", **extra):
    return client.post(RESET, {"email": email}, **extra)


@pytest.fixture
def link(dana):
    ask_for_link(Client())
    return link_in(mail.outbox.pop())


# Change


def test_password_change_signs_out_everywhere_else(visitor, dana, sign_in):
    elsewhere = Client()
    for client in (visitor, elsewhere):
        sign_in(client, "dana@example.com")

    response = visitor.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})

    assert response.url == "/settings/"
    assert visitor.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302
    assert [message.subject for message in mail.outbox] == ["Your password was changed"]
    assert sign_in(Client(), "dana@example.com", NEW).url == "/"


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        (
            {"oldpassword": "", "password1": ""},
            {"oldpassword": ["Enter your current password."], "password1": ["Choose a password."]},
        ),
        ({"oldpassword": "wrong", "password1": NEW}, {"oldpassword": ["This is not your current password."]}),
        (
            {"oldpassword": PASSWORD, "password1": "dana@example"},
            {"password1": ["The password is too similar to the e-mail address."]},
        ),
    ],
)
def test_password_change_says_what_is_wrong(visitor, dana, sign_in, form, errors):
    sign_in(visitor, "dana@example.com")

    response = visitor.post("/accounts/password/change/", form)

    assert response.context["form"].errors == errors
    dana.refresh_from_db()
    assert dana.check_password(PASSWORD)


def test_password_change_is_tried_ten_times_an_hour(visitor, dana, sign_in):
    sign_in(visitor, "dana@example.com")
    form = {"oldpassword": "wrong", "password1": NEW}

    assert [visitor.post("/accounts/password/change/", form).status_code for _ in range(11)] == [200] * 10 + [429]


# Reset


def test_password_reset_sends_a_link_below_the_sites_own_address(dana, settings):
    settings.SITE_URL = "https://study.example/"

    ask_for_link(Client(), HTTP_HOST="localhost:9999")

    [message] = mail.outbox
    assert (message.to, message.subject) == (["dana@example.com"], "Set a new password")
    assert re.findall(r"https?://[^/\s]+", message.body) == ["https://study.example", "https://study.example"]


def test_password_reset_sets_a_new_password_and_ends_every_session(visitor, dana, sign_in):
    elsewhere = Client()
    sign_in(elsewhere, "dana@example.com")
    ask_for_link(visitor)

    form_page = visitor.get(link_in(mail.outbox.pop())).url
    assert form_page.endswith("-set-password/")
    response = visitor.post(form_page, {"password1": NEW})

    assert response.url == "/accounts/password/reset/key/done/"
    assert elsewhere.get("/settings/").status_code == 302
    assert sign_in(Client(), "dana@example.com", PASSWORD).status_code == 200
    assert sign_in(Client(), "dana@example.com", NEW).url == "/"
    assert [message.subject for message in mail.outbox] == ["Your password was reset"]


def test_password_reset_link_works_once(visitor, dana, link):
    form_page = visitor.get(link).url
    visitor.post(form_page, {"password1": NEW})

    for client in (visitor, Client()):
        response = client.get(link)
        assert response.status_code == 200
        assert "<h1>This link does not work any more</h1>" in response.content.decode()
    again = visitor.post(form_page, {"password1": "another one entirely"})
    assert "<h1>This link does not work any more</h1>" in again.content.decode()
    dana.refresh_from_db()
    assert dana.check_password(NEW)


@pytest.mark.parametrize(("minutes", "status"), [(59, 302), (61, 200)])
def test_password_reset_link_works_for_an_hour(visitor, link, minutes, status):
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)):
        assert visitor.get(link).status_code == status


def test_password_reset_refuses_a_weak_password_and_keeps_the_link(visitor, link):
    form_page = visitor.get(link).url

    response = visitor.post(form_page, {"password1": "short"})

    assert list(response.context["form"].errors) == ["password1"]
    assert visitor.post(form_page, {"password1": NEW}).status_code == 302


def test_password_reset_answers_the_same_for_known_and_unknown(dana):
    seen = []
    for email in ("dana@example.com", "other@example.com"):
        client = Client()
        response = ask_for_link(client, email)
        page = client.get(response.url).content.decode()
        seen.append((response.status_code, response.url, re.sub(r'"X-CSRFToken": "[^"]+"', "", page)))

    assert seen[0] == seen[1]
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["dana@example.com"], "Set a new password"),
        (["other@example.com"], "No StudyHub account with this address"),
    ]


def test_password_reset_is_sent_five_times_an_hour_to_an_address(dana):
    answers = [ask_for_link(Client(), REMOTE_ADDR=f"10.0.{n}.1").status_code for n in range(6)]

    assert answers == [302] * 5 + [429]


def test_password_reset_is_asked_for_five_times_an_hour_from_an_address(dana):
    answers = [ask_for_link(Client(), f"guess{n}@example.com").status_code for n in range(6)]

    assert answers == [302] * 5 + [429]


def test_password_reset_lets_in_again_whom_failed_tries_kept_out(visitor, dana, link, sign_in):
    for n in range(11):
        sign_in(Client(), "dana@example.com", "wrong", f"10.0.{n}.1")

    visitor.post(visitor.get(link).url, {"password1": NEW})

    assert sign_in(visitor, "dana@example.com", NEW, "10.0.50.1").url == "/"


@pytest.mark.parametrize(("has_mail", "is_said"), [(False, True), (True, False)])
def test_password_reset_says_where_the_mail_goes_on_a_site_without(visitor, settings, has_mail, is_said):
    settings.HAS_MAIL = has_mail

    for path in (RESET, f"{RESET}done/"):
        assert ("This site has no mail server yet." in visitor.get(path).content.decode()) == is_said
