"""The pages around sign-in: who may open which, and that each looks like the site."""

import re

import pytest
from django.urls import reverse

from tests.conftest import signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
# Address → what a visitor gets, what somebody signed in gets. A path is where it leads.
PAGES = {
    "/accounts/login/": (200, "/"),
    "/accounts/signup/": (200, "/"),
    "/accounts/logout/": ("/", 200),
    "/accounts/inactive/": (200, 200),
    "/accounts/reauthenticate/": (f"{LOGIN}?next=/accounts/reauthenticate/", 200),
    "/accounts/email/": (f"{LOGIN}?next=/accounts/email/", 200),
    "/accounts/confirm-email/": (200, 200),
    "/accounts/confirm-email/not-a-key/": (200, 200),
    "/accounts/password/change/": (f"{LOGIN}?next=/accounts/password/change/", 200),
    "/accounts/password/set/": (f"{LOGIN}?next=/accounts/password/set/", "/accounts/password/change/"),
    "/accounts/password/reset/": (200, 200),
    "/accounts/password/reset/done/": (200, 200),
    "/accounts/password/reset/key/1-not-a-key/": (200, 200),
    "/accounts/password/reset/key/done/": (200, 200),
    "/accounts/login/code/confirm/": (LOGIN, "/"),
    "/accounts/": (LOGIN, "/accounts/email/"),
    "/settings/": (f"{LOGIN}?next=/settings/", 200),
    "/settings/delete/": (f"{LOGIN}?next=/settings/delete/", 200),
}


def answer(response):
    return response.url if response.status_code == 302 else response.status_code


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_open_to_whom_they_are_for(visitor, dana, path):
    assert (answer(visitor.get(path)), answer(signed_in(dana).get(path))) == PAGES[path]


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_one_heading_and_a_title_of_their_own(visitor, dana, path):
    for client in (visitor, signed_in(dana)):
        response = client.get(path)
        if response.status_code == 200:
            html = response.content.decode()
            assert len(re.findall(r"<h1[ >]", html)) == 1
            assert re.search(r"<title>[A-Z][^<]+ – StudyHub</title>", html)
            assert '<main id="main"' in html
            assert "<script>" not in html
            assert "style=" not in html


@pytest.mark.parametrize("path", [path for path, (_, signed) in PAGES.items() if signed == 200])
def test_pages_are_kept_by_no_cache(dana, path):
    response = signed_in(dana).get(path)

    assert "no-store" in response["Cache-Control"]


def test_signup_closed_says_whom_to_ask(visitor, settings):
    settings.SIGNUP_OPEN = False

    response = visitor.get("/accounts/signup/")
    form = {"display_name": "Eve", "email": "eve@example.com", "password1": "seven quiet rivers"}

    assert "<h1>Sign-up is closed</h1>" in response.content.decode()
    assert "<h1>Sign-up is closed</h1>" in visitor.post("/accounts/signup/", form).content.decode()


def test_password_set_is_for_people_without_one(charlie):
    client = signed_in(charlie)

    assert "<h1>Set a password</h1>" in client.get("/accounts/password/set/").content.decode()
    assert client.post("/accounts/password/set/", {"password1": "seven quiet rivers"}).url == "/settings/"
    charlie.refresh_from_db()
    assert charlie.check_password("seven quiet rivers")
    assert client.get("/settings/").status_code == 200


def test_account_inactive_is_where_a_switched_off_account_ends(visitor, sign_in):
    UserFactory(email="off@example.com", password="seven quiet rivers", is_active=False)

    assert sign_in(visitor, "off@example.com").url == reverse("account_inactive")
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/accounts/login/", {"login": "username", "password": "current-password"}),
        ("/accounts/signup/", {"display_name": "name", "email": "email", "password1": "new-password"}),
        ("/accounts/password/reset/", {"email": "email"}),
    ],
)
def test_forms_tell_password_managers_what_a_field_is(visitor, path, names):
    form = visitor.get(path).context["form"]

    assert {name: form.fields[name].widget.attrs["autocomplete"] for name in names} == names


def test_stale_form_is_refused_with_a_page_that_says_what_to_do():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "dana@example.com"})

    assert response.status_code == 403
    assert "<h1>This form is no longer valid</h1>" in response.content.decode()
