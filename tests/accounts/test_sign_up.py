"""Signing up: what is asked, what is refused, and that no answer tells who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core import mail
from django.test import Client, RequestFactory

from accounts.forms import SignupForm
from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGNUP = "/accounts/signup/"
FORM = {
    "display_name": "Rahel Suter",
    "email": "Rahel@Example.com",
    "password1": PASSWORD,
    "time_zone": "Europe/Zurich",
}


def link_in(message):
    [link] = re.findall(r"http://testserver(/accounts/\S+)", message.body)
    return link


# Without a mail server


def test_signup_makes_the_account_and_signs_in(visitor):
    response = visitor.post(SIGNUP, FORM)

    rahel = User.objects.get()
    assert response.url == "/"
    assert visitor.session["_auth_user_id"] == str(rahel.pk)
    assert (rahel.email, rahel.display_name, rahel.time_zone) == ("rahel@example.com", "Rahel Suter", "Europe/Zurich")
    assert rahel.check_password(PASSWORD)
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [
        ("rahel@example.com", True, False)
    ]


def test_signup_leads_on_to_where_one_was_invited(visitor):
    assert visitor.post(SIGNUP, {**FORM, "next": "/groups/join/abc/"}).url == "/groups/join/abc/"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd"])
def test_signup_without_a_zone_we_know_takes_utc(visitor, zone):
    visitor.post(SIGNUP, {**FORM, "time_zone": zone})

    assert User.objects.get().time_zone == "UTC"


def test_signup_takes_no_rights_from_the_form(visitor):
    visitor.post(SIGNUP, {**FORM, "is_staff": "on", "is_superuser": "on", "daily_cap": "200", "id": "7"})

    rahel = User.objects.get()
    assert (rahel.is_staff, rahel.is_superuser, rahel.daily_cap) == (False, False, 25)


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        (
            {"display_name": "", "email": "", "password1": ""},
            {
                "display_name": ["Enter a name; a nickname is fine."],
                "email": ["Enter your e-mail address."],
                "password1": ["Choose a password."],
            },
        ),
        ({"display_name": " – "}, {"display_name": ["A name needs at least one letter or digit."]}),
        ({"display_name": "x" * 65}, {"display_name": ["A name has at most 64 characters; this one has 65."]}),
        ({"email": "rahel"}, {"email": ["Enter an e-mail address such as name@example.com."]}),
        (
            {"password1": "nine char"},
            {"password1": ["This password is too short. It must contain at least 10 characters."]},
        ),
        ({"password1": "password123"}, {"password1": ["This password is too common."]}),
        ({"password1": "7391582640"}, {"password1": ["This password is entirely numeric."]}),
        ({"password1": "rahel@example"}, {"password1": ["The password is too similar to the e-mail address."]}),
        ({"password1": "rahel.suter"}, {"password1": ["The password is too similar to the name."]}),
    ],
)
def test_signup_says_what_is_wrong_at_the_field_and_keeps_the_rest(visitor, change, errors):
    response = visitor.post(SIGNUP, {**FORM, **change})

    assert response.status_code == 200
    assert response.context["form"].errors == errors
    html = response.content.decode()
    assert f'value="{({**FORM, **change})["email"]}"' in html or not {**FORM, **change}["email"]
    assert 'aria-invalid="true"' in html
    assert PASSWORD not in html
    assert not User.objects.exists()


def test_signup_with_a_taken_address_says_so_where_no_mail_can(visitor, dana):
    response = visitor.post(SIGNUP, {**FORM, "email": "DANA@example.com"})

    assert response.context["form"].errors == {
        "email": ["There is an account with this address already. Sign in, or have its password reset."]
    }


@pytest.mark.django_db(transaction=True)
def test_signup_doubled_at_the_same_moment_finds_the_first_ones_account(db):
    request = RequestFactory().post(SIGNUP, FORM)
    request.session = Client().session
    request._messages = FallbackStorage(request)
    with context.request_context(request):
        form = SignupForm(request.POST)
        assert form.is_valid()
        User.objects.create_user("rahel@example.com", PASSWORD)

        user, response = form.try_save(request)

    assert (user, response.url) == (None, "/accounts/login/")
    assert [str(message) for message in request._messages] == [
        "You have just signed up with this address. Sign in to go on."
    ]
    assert User.objects.count() == 1


def test_signup_mistakes_cost_nothing(visitor):
    for _ in range(8):
        visitor.post(SIGNUP, {**FORM, "password1": "short"})

    assert visitor.post(SIGNUP, FORM).status_code == 302


def test_signup_of_a_sixth_person_within_the_hour_waits_with_all_that_was_typed():
    for n in range(5):
        assert Client().post(SIGNUP, {**FORM, "email": f"r{n}@example.com"}).status_code == 302

    response = Client().post(SIGNUP, FORM)

    assert response.context["form"].non_field_errors() == [
        "Too many people have signed up from this network within the hour. Wait a while, then send this again."
    ]
    assert 'value="Rahel Suter"' in response.content.decode()
    assert User.objects.count() == 5
    assert Client().post(SIGNUP, FORM, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_signup_sent_twenty_times_an_hour_is_enough(visitor):
    answers = [visitor.post(SIGNUP, {}).status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]


# With a mail server


def test_signup_with_mail_waits_for_the_link_then_signs_in_and_goes_on(visitor, with_mail):
    response = visitor.post(SIGNUP, {**FORM, "next": "/groups/join/abc/"})
    assert response.url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in visitor.session

    [message] = mail.outbox
    link = link_in(message)
    page = visitor.get(link).content.decode()
    assert (message.to, message.subject) == (["rahel@example.com"], "Confirm your e-mail address")
    assert "Is <b>rahel@example.com</b> yours?" in page
    assert not EmailAddress.objects.get().verified

    assert visitor.post(link).url == "/groups/join/abc/"
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" in visitor.session


def test_signup_link_opened_in_another_browser_confirms_without_signing_in(visitor, with_mail):
    Client().post(SIGNUP, FORM)
    link = link_in(mail.outbox[0])

    assert visitor.post(link).url == "/accounts/login/"
    assert "_auth_user_id" not in visitor.session
    assert "<h1>This link does not work any more</h1>" in visitor.get(link).content.decode()


def test_signup_link_confirmed_twice_says_that_it_was_used(visitor, with_mail):
    Client().post(SIGNUP, FORM)
    link = link_in(mail.outbox[0])
    visitor.post(link)

    response = visitor.post(link)

    assert response.status_code == 200
    assert "If you have confirmed your address, just sign in" in response.content.decode()


def test_signup_unconfirmed_cannot_sign_in(visitor, with_mail, sign_in):
    visitor.post(SIGNUP, FORM)

    assert sign_in(Client(), "rahel@example.com").url == "/accounts/confirm-email/"


def test_signup_answers_the_same_for_known_and_unknown(dana, with_mail):
    seen = []
    for email in ("dana@example.com", "rahel@example.com"):
        client = Client()
        response = client.post(SIGNUP, {**FORM, "email": email})
        page = client.get(response.url).content.decode().replace(email, "…")
        seen.append((response.status_code, response.url, re.sub(r'"X-CSRFToken": "[^"]+"', "", page)))

    assert seen[0] == seen[1]
    assert [message.subject for message in mail.outbox] == ["Your StudyHub account", "Confirm your e-mail address"]
    assert User.objects.get(email="dana@example.com").check_password(PASSWORD)


def test_signup_limit_is_the_same_for_known_and_unknown(dana, with_mail):
    for _ in range(5):
        Client().post(SIGNUP, {**FORM, "email": "dana@example.com"})

    answers = [Client().post(SIGNUP, {**FORM, "email": email}) for email in ("dana@example.com", "rahel@example.com")]

    assert [list(answer.context["form"].errors) for answer in answers] == [["__all__"], ["__all__"]]


def test_signup_survives_a_mail_server_that_is_down(visitor, with_mail, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = visitor.post(SIGNUP, FORM, follow=True)

    assert response.status_code == 200
    assert "The mail could not be sent just now. Wait a few minutes, then ask for it again." in [
        str(message) for message in response.context["messages"]
    ]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "mail not sent: account/email/email_confirmation_signup"
    ]
