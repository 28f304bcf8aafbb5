"""A browser one has signed in with is told from a stranger's."""

import datetime as dt

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.browsers import cookie_name, forget_browser, known_browser, remember_browser

EMAIL = "dana@example.com"


def browser_with(cookie=""):
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES[cookie_name()] = cookie
    return request


def marked(email=EMAIL, cookie=""):
    response = HttpResponse()
    remember_browser(browser_with(cookie), response, email)
    return response.cookies[cookie_name()]


def test_remember_browser_makes_it_known_to_this_address_only():
    request = browser_with(marked().value)

    assert len(known_browser(request, EMAIL)) == 16
    assert known_browser(request, "Dana@Example.com") == known_browser(request, EMAIL)
    assert known_browser(request, "eve@example.com") == ""


def test_remember_browser_keeps_the_mark_there_is():
    first = marked().value

    assert known_browser(browser_with(marked(cookie=first).value), EMAIL) == known_browser(browser_with(first), EMAIL)


def test_remember_browser_names_nobody_and_is_closed_to_scripts():
    cookie = marked()

    assert "dana" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_remember_browser_binds_the_cookie_to_the_host_over_tls(settings):
    settings.SESSION_COOKIE_SECURE = True

    cookie = marked()

    assert (cookie.key, cookie["secure"], cookie["domain"]) == ("__Host-known", True, "")


@pytest.mark.parametrize("forged", ["", "x", "abc:def", "dana@example.com:1:2"])
def test_known_browser_believes_no_forgery(forged):
    assert known_browser(browser_with(forged), EMAIL) == ""


def test_known_browser_forgets_after_a_year():
    cookie = marked().value

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=366)):
        assert known_browser(browser_with(cookie), EMAIL) == ""


def test_forget_browser_takes_the_mark_away():
    response = HttpResponse()

    forget_browser(response)

    assert response.cookies[cookie_name()]["max-age"] == 0
