"""Changing the address one signs in with."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
EMAIL = "/accounts/email/"
REAUTHENTICATE = "/accounts/reauthenticate/"


@pytest.fixture
def client_of_dana(visitor, dana, sign_in):
    """A browser of Dana's, whose address is confirmed."""
    EmailAddress.objects.create(user=dana, email=dana.email, primary=True, verified=True)
    sign_in(visitor, "dana@example.com")
    return visitor


def change_to(client, email, password=PASSWORD):
    """Asks for another address and gives the password that is asked for once more."""
    response = client.post(EMAIL, {"email": email, "action_add": "1"})
    assert response.url == f"{REAUTHENTICATE}?next=%2Faccounts%2Femail%2F"
    return client.post(REAUTHENTICATE, {"password": password, "next": EMAIL}, follow=True)


def addresses(user):
    return sorted(EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified"))


def said(response):
    return [str(message) for message in response.context["messages"]]


def link_in(message):
    [link] = re.findall(r"http://testserver(/accounts/confirm-email/\S+)", message.body)
    return link


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter the new address."),
        ("dana", "Enter an e-mail address such as name@example.com."),
        ("DANA@example.com", "This address belongs to your account already."),
    ],
)
def test_email_change_says_what_is_wrong(client_of_dana, typed, error):
    response = client_of_dana.post(EMAIL, {"email": typed, "action_add": "1"})

    assert response.context["form"].errors == {"email": [error]}


def test_email_change_without_the_password_changes_nothing(client_of_dana, dana):
    response = change_to(client_of_dana, "new@example.com", "wrong")

    assert response.context["form"].errors == {"password": ["This is not your password."]}
    assert addresses(dana) == [("dana@example.com", True, True)]


def test_email_change_tries_the_password_ten_times_an_hour(client_of_dana):
    client_of_dana.post(EMAIL, {"email": "new@example.com", "action_add": "1"})

    answers = [client_of_dana.post(REAUTHENTICATE, {"password": "wrong"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


# Without a mail server


def test_email_change_without_mail_is_immediate(client_of_dana, dana, sign_in):
    response = change_to(client_of_dana, "New@Example.com")

    assert said(response) == ["Your e-mail address is now new@example.com."]
    assert User.objects.get(pk=dana.pk).email == "new@example.com"
    assert addresses(dana) == [("new@example.com", True, False)]
    assert sign_in(Client(), "new@example.com").url == "/"
    assert sign_in(Client(), "dana@example.com").status_code == 200


def test_email_change_without_mail_refuses_a_taken_address(client_of_dana):
    UserFactory(email="eve@example.com")

    response = client_of_dana.post(EMAIL, {"email": "eve@example.com", "action_add": "1"})

    assert response.context["form"].errors == {
        "email": ["There is an account with this address already. Sign in, or have its password reset."]
    }


# With a mail server


def test_email_change_with_mail_counts_once_the_link_was_used(client_of_dana, dana, with_mail, sign_in):
    response = change_to(client_of_dana, "new@example.com")

    [message] = mail.outbox
    assert said(response) == ["A mail with a link is on its way to new@example.com."]
    assert message.to == ["new@example.com"]
    assert User.objects.get(pk=dana.pk).email == "dana@example.com"
    assert addresses(dana) == [("dana@example.com", True, True), ("new@example.com", False, False)]
    assert "You want to change to <b>new@example.com</b>" in client_of_dana.get(EMAIL).content.decode()

    assert client_of_dana.post(link_in(message)).url == "/settings/"

    assert User.objects.get(pk=dana.pk).email == "new@example.com"
    assert addresses(dana) == [("new@example.com", True, True)]
    assert [(message.to, message.subject) for message in mail.outbox[1:]] == [
        (["dana@example.com"], "Your e-mail address was changed")
    ]
    assert sign_in(Client(), "new@example.com").url == "/"


def test_email_change_answers_the_same_for_a_taken_address(client_of_dana, dana, with_mail):
    UserFactory(email="eve@example.com")

    response = change_to(client_of_dana, "eve@example.com")

    assert said(response) == ["A mail with a link is on its way to eve@example.com."]


def test_email_change_to_an_address_taken_meanwhile_is_refused(client_of_dana, dana, with_mail):
    change_to(client_of_dana, "eve@example.com")
    UserFactory(email="eve@example.com")

    response = client_of_dana.post(link_in(mail.outbox[0]), follow=True)

    assert "eve@example.com belongs to another account, so it could not be confirmed here." in said(response)
    assert User.objects.get(pk=dana.pk).email == "dana@example.com"
    assert addresses(dana) == [("dana@example.com", True, True), ("eve@example.com", False, False)]


def test_email_change_to_an_address_confirmed_elsewhere_meanwhile_is_refused(client_of_dana, with_mail):
    change_to(client_of_dana, "eve@example.com")
    EmailAddress.objects.create(user=UserFactory(email="eve@example.com"), email="eve@example.com", verified=True)

    page = client_of_dana.get(link_in(mail.outbox[0])).content.decode()

    assert "<h1>This address belongs to another account</h1>" in page


def test_email_change_can_be_taken_back(client_of_dana, dana, with_mail):
    change_to(client_of_dana, "new@example.com")

    response = client_of_dana.post(EMAIL, {"email": "new@example.com", "action_remove": "1"}, follow=True)

    assert said(response) == ["new@example.com was taken off your account."]
    assert addresses(dana) == [("dana@example.com", True, True)]


def test_email_change_link_can_be_sent_again(client_of_dana, with_mail):
    change_to(client_of_dana, "new@example.com")

    client_of_dana.post(EMAIL, {"email": "new@example.com", "action_send": "1"})

    assert [message.to for message in mail.outbox] == [["new@example.com"]] * 2


def test_email_change_never_drops_a_present_address_that_was_not_confirmed(client_of_dana, dana, with_mail):
    EmailAddress.objects.filter(user=dana).update(verified=False)

    change_to(client_of_dana, "new@example.com")
    client_of_dana.post(EMAIL, {"email": "dana@example.com", "action_remove": "1"})

    assert User.objects.get(pk=dana.pk).email == "dana@example.com"
    assert addresses(dana) == [("dana@example.com", True, False), ("new@example.com", False, False)]


def test_email_change_never_removes_an_address_made_outside_sign_up(client_of_dana, dana, with_mail):
    EmailAddress.objects.filter(user=dana).update(primary=False)
    change_to(client_of_dana, "new@example.com")

    client_of_dana.post(EMAIL, {"email": "dana@example.com", "action_remove": "1"})

    assert User.objects.get(pk=dana.pk).email == "dana@example.com"
    assert len(addresses(dana)) == 2
