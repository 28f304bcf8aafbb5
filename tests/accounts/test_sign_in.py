"""Signing in and out: limits, no telling who has an account, and where one goes next."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.core.internal.ratelimit import parse_rates
from django.conf import settings as site
from django.test import Client

from tests.accounts.conftest import PASSWORD
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def is_signed_in(client):
    return "_auth_user_id" in client.session


def text_of(response, *known):
    """A page without what differs at each request, and without the address that was typed."""
    html = re.sub(r'("X-CSRFToken": |csrfmiddlewaretoken" value=)"[^"]+"', "", response.content.decode())
    for word in known:
        html = html.replace(word, "…")
    return html


# In and out


def test_sign_in_leads_home_and_sign_out_to_the_welcome(visitor, dana, sign_in):
    assert sign_in(visitor, "dana@example.com").url == "/"
    assert is_signed_in(visitor)
    response = visitor.post("/accounts/logout/", follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert [str(message) for message in response.context["messages"]] == ["You are signed out."]
    assert not is_signed_in(visitor)


def test_sign_in_takes_the_address_in_any_case(visitor, dana, sign_in):
    assert sign_in(visitor, " DANA@Example.com ").url == "/"


def test_sign_in_changes_the_session_key(visitor, dana, sign_in):
    visitor.get("/accounts/login/")
    visitor.session.save()
    session = visitor.session
    session["before"] = 1
    session.save()
    before = session.session_key

    sign_in(visitor, "dana@example.com")

    assert visitor.session.session_key != before


def test_sign_out_needs_a_post(dana, visitor, sign_in):
    sign_in(visitor, "dana@example.com")

    assert visitor.get("/accounts/logout/").status_code == 200
    assert is_signed_in(visitor)


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        (
            {"login": "", "password": ""},
            {"login": ["Enter your e-mail address."], "password": ["Enter your password."]},
        ),
        ({"login": "dana", "password": "x"}, {"login": ["Enter an e-mail address such as name@example.com."]}),
        (
            {"login": "dana@example.com", "password": "wrong"},
            {"__all__": ["The address or the password is not right. Check both and try again."]},
        ),
        (
            {"login": "d" * 64 + "@" + "e" * 63 + "." + "f" * 63 + "." + "g" * 63 + ".com", "password": "x"},
            {"login": ["Enter an e-mail address such as name@example.com."]},
        ),
    ],
)
def test_sign_in_says_what_is_wrong_and_keeps_the_address(visitor, dana, form, errors):
    response = visitor.post("/accounts/login/", form)

    assert response.status_code == 200
    assert response.context["form"].errors == errors
    assert form["login"] in response.content.decode()


# Nobody learns who has an account


@pytest.mark.parametrize("has_password", [True, False])
def test_sign_in_answers_the_same_for_known_and_unknown(visitor, sign_in, has_password):
    UserFactory(email="known@example.com", **({"password": PASSWORD} if has_password else {}))

    known, unknown = (
        sign_in(visitor, email, "not the password") for email in ("known@example.com", "other@example.com")
    )

    assert known.status_code == unknown.status_code == 200
    assert text_of(known, "known@example.com") == text_of(unknown, "other@example.com")


def test_sign_in_limit_is_the_same_for_known_and_unknown(dana, sign_in):
    answers = {
        email: [sign_in(Client(), email, "wrong", f"10.0.{n}.1").status_code for n in range(11)]
        for email in ("dana@example.com", "other@example.com")
    }

    assert answers["dana@example.com"] == answers["other@example.com"] == [200] * 10 + [429]


# Limits


def test_sign_in_limits_are_read_by_allauth_as_they_are_meant():
    rates = {name: parse_rates(rates) for name, rates in site.ACCOUNT_RATE_LIMITS.items()}

    assert {name: [(rate.amount, rate.duration, rate.per) for rate in rates[name]] for name in rates} == {
        "login": [(20, 3600, "ip")],
        "login_failed": [(10, 3600, "key"), (20, 3600, "ip")],
        "signup": [(20, 3600, "ip")],
        "signed_up": [(5, 3600, "ip")],
        "export": [(10, 3600, "user")],
        "reset_password": [(5, 3600, "ip"), (5, 3600, "key")],
        "change_password": [(10, 3600, "user")],
        "manage_email": [(10, 3600, "user")],
        "reauthenticate": [(10, 3600, "user")],
    }


def test_sign_in_fails_ten_times_an_hour_then_answers_with_the_page_for_too_many_tries(dana, sign_in):
    UserFactory(email="other@example.com", password=PASSWORD)
    failed = [sign_in(Client(), "dana@example.com", "wrong").status_code for _ in range(10)]
    stranger, other = Client(), Client()

    response = sign_in(stranger, "dana@example.com", PASSWORD)

    assert failed == [200] * 10
    assert response.status_code == 429
    assert "<h1>Too many tries</h1>" in response.content.decode()
    assert response["Retry-After"] == "300"
    assert not is_signed_in(stranger)
    assert sign_in(other, "other@example.com").url == "/"


def test_sign_in_works_again_after_the_hour(dana, sign_in):
    with time_machine.travel(dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC), tick=False) as clock:
        for _ in range(10):
            sign_in(Client(), "dana@example.com", "wrong")
        clock.shift(dt.timedelta(minutes=59))
        assert sign_in(Client(), "dana@example.com").status_code == 429
        clock.shift(dt.timedelta(minutes=2))
        assert sign_in(Client(), "dana@example.com").status_code == 302


def test_sign_in_limit_holds_from_everywhere_and_whatever_host_is_asked(dana, sign_in):
    for n in range(10):
        sign_in(Client(), "dana@example.com", "wrong", f"10.0.{n}.1", HTTP_HOST=f"testserver:{8000 + n}")

    assert sign_in(Client(), "DANA@example.com", "wrong", "10.0.99.1", HTTP_HOST="localhost").status_code == 429


def test_sign_in_limit_leaves_the_owner_in_from_a_known_browser(visitor, dana, sign_in):
    sign_in(visitor, "dana@example.com")
    visitor.post("/accounts/logout/")
    for n in range(11):
        sign_in(Client(), "dana@example.com", "wrong", f"10.0.{n}.1")

    assert sign_in(Client(), "dana@example.com", address="10.0.50.1").status_code == 429
    assert sign_in(visitor, "dana@example.com", address="10.0.51.1").url == "/"


def test_sign_in_limit_holds_in_a_known_browser_too(visitor, dana, sign_in):
    sign_in(visitor, "dana@example.com")
    visitor.post("/accounts/logout/")

    answers = [sign_in(visitor, "dana@example.com", "wrong", f"10.0.{n}.1").status_code for n in range(11)]

    assert answers == [200] * 10 + [429]


def test_sign_in_succeeding_uses_no_try_up(dana, sign_in):
    answers = [sign_in(Client(), "dana@example.com", address=f"10.0.{n}.1").status_code for n in range(15)]

    assert answers == [302] * 15


def test_sign_in_limit_of_an_address_is_twenty_an_hour(dana, sign_in):
    answers = [sign_in(Client(), f"guess{n}@example.com", "wrong").status_code for n in range(21)]

    assert answers == [200] * 20 + [429]


def test_sign_in_failures_are_logged_without_the_address(visitor, dana, sign_in, caplog):
    for _ in range(11):
        sign_in(visitor, "dana@example.com", "wrong")

    lines = [record.getMessage() for record in caplog.records if record.name == "studyhub.accounts"]
    assert [re.sub("[0-9a-f]{8}$", "…", line) for line in lines] == ["sign-in failed for account …"] * 10 + [
        "sign-in limit reached for account …"
    ]


# Where to go next

SAFE = ["/groups/", "/practise/?topics=rds/backups", "http://testserver/groups/"]
UNSAFE = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    " //evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "http://evil.example/testserver",
    "http://testserver.evil.example/",
    "http://eviltestserver/",
    "http://localhost/",
    "http://127.0.0.1/",
    "ftp://testserver/",
    "http://evil。example/",
    "//evil%E3%80%82example",
    "http://[::1]/",
    "http://[evil",
    "https://evil.example\\@testserver",
    "//testserver@evil.example",
]


@pytest.mark.parametrize("url", SAFE)
def test_next_on_this_host_is_where_sign_in_leads(visitor, dana, sign_in, url):
    assert sign_in(visitor, "dana@example.com", form={"next": url}).url == url


@pytest.mark.parametrize("url", SAFE)
def test_next_is_carried_to_sign_up_and_back(visitor, url):
    for path, other in (("/accounts/login/", "/accounts/signup/"), ("/accounts/signup/", "/accounts/login/")):
        html = visitor.get(path, {"next": url}).content.decode()
        assert f'<input type="hidden" name="next" value="{url}">' in html
        assert f'href="{other}?{urlencode({"next": url})}"' in html


@pytest.mark.parametrize("url", UNSAFE)
def test_next_elsewhere_is_not_followed(visitor, dana, sign_in, url):
    assert sign_in(visitor, "dana@example.com", form={"next": url}).url == "/"
    assert visitor.get("/accounts/login/", {"next": url}).url == "/"
    assert visitor.post("/accounts/logout/", {"next": url}).url == "/"


@pytest.mark.parametrize("url", UNSAFE)
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_next_elsewhere_is_not_repeated(visitor, path, url):
    html = visitor.get(path, {"next": url}).content.decode()

    assert 'name="next"' not in html
    assert "?next=" not in html


def test_next_after_a_page_that_needs_sign_in_leads_back_to_it(visitor, dana):
    response = visitor.get("/settings/delete/", follow=True)
    form = {"login": "dana@example.com", "password": PASSWORD, "next": "/settings/delete/"}

    assert 'name="next" value="/settings/delete/"' in response.content.decode()
    assert visitor.post("/accounts/login/", form).url == "/settings/delete/"
