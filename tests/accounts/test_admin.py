"""People at the desk: for administrators alone."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from tests.factories import ProblemReportFactory, UserFactory
from tests.forms_in_pages import change_url, errors_of, fields_of, open_form, said

pytestmark = pytest.mark.django_db

LIST = "admin:accounts_user_changelist"
ADD = "admin:accounts_user_add"


# Who comes in


def addresses_about(user):
    return [
        reverse(LIST),
        reverse(ADD),
        change_url(user),
        reverse("admin:accounts_user_delete", args=[user.pk]),
        reverse("admin:accounts_user_history", args=[user.pk]),
        reverse("admin:auth_user_password_change", args=[user.pk]),
        reverse("admin:accounts_user_history", args=[10**9]),
        "/admin/auth/group/",
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_about_people_do_not_exist_for_editors(erin_client, bob, method):
    statuses = {address: getattr(erin_client, method)(address).status_code for address in addresses_about(bob)}

    assert statuses == dict.fromkeys(addresses_about(bob), 404)


def test_pages_about_people_do_not_exist_for_staff_with_stray_permissions(erin, erin_client, bob):
    erin.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))

    assert [erin_client.get(address).status_code for address in addresses_about(bob)[:6]] == [404] * 6
    erin_client.post(change_url(erin), {"is_superuser": "on"})
    erin.refresh_from_db()
    assert not erin.is_superuser


def test_autocomplete_names_no_people_to_editors(erin_client, bob):
    query = {"app_label": "groups", "model_name": "membership", "field_name": "user", "term": "bob"}

    assert erin_client.get(reverse("admin:autocomplete"), query).status_code == 404


def test_index_offers_people_to_administrators_only(erin_client, ada_client):
    assert reverse(LIST) not in erin_client.get(reverse("admin:index")).content.decode()
    assert reverse(LIST) in ada_client.get(reverse("admin:index")).content.decode()


def test_addresses_have_no_list_of_their_own(ada_client):
    assert ada_client.get("/admin/account/emailaddress/").status_code == 404


# Adding and changing


def test_person_is_added_by_address_with_a_password(ada_client):
    typed = {
        "email": "Noor@Example.com",
        "display_name": " Noor ",
        "usable_password": "true",
        "password1": "seven quiet lamps",
        "password2": "seven quiet lamps",
    }

    response = ada_client.post(reverse(ADD), typed)

    noor = User.objects.get(email="noor@example.com")
    assert response.url == change_url(noor)
    assert (noor.display_name, noor.is_staff, noor.is_superuser) == ("Noor", False, False)
    assert noor.check_password("seven quiet lamps")
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [("noor@example.com", True, False)]


def test_person_can_be_added_without_a_password(ada_client):
    ada_client.post(reverse(ADD), {"email": "n@example.com", "display_name": "Noor", "usable_password": "false"})

    assert not User.objects.get(email="n@example.com").has_usable_password()


def test_person_added_wrongly_is_refused_at_each_field(ada_client, bob):
    typed = {
        "email": "BOB@example.com",
        "display_name": "B\u200bob",
        "usable_password": "true",
        "password1": "short",
        "password2": "other",
        "is_superuser": "on",
    }

    response = ada_client.post(reverse(ADD), typed)

    assert errors_of(response) == {
        "email": ["Somebody else has this address."],
        "display_name": [
            "Use letters, digits, spaces and punctuation only; this name has an invisible character in it."
        ],
        "password2": ["The two password fields didn’t match."],
    }
    assert fields_of(response, "user_form")["email"] == "BOB@example.com"


def test_editor_is_made_by_an_administrator(ada_client, bob, erin):
    fields = open_form(ada_client, bob)
    editors = Group.objects.get(name="Editors")

    ada_client.post(change_url(bob), {**fields, "is_staff": "on", "groups": [editors.pk]})

    bob.refresh_from_db()
    assert (bob.is_staff, bob.has_perm("quizzes.change_question"), bob.has_perm("accounts.view_user")) == (
        True,
        True,
        False,
    )


def test_new_address_replaces_the_old_one_and_a_new_name_reaches_the_groups(ada_client, bob, group):
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    fields = open_form(ada_client, bob)

    ada_client.post(change_url(bob), {**fields, "email": "Robert@example.com", "display_name": "Robert"})

    bob.refresh_from_db()
    assert (bob.email, bob.display_name) == ("robert@example.com", "Robert")
    assert [(row.email, row.primary) for row in bob.emailaddress_set.all()] == [("robert@example.com", True)]
    assert bob.memberships.get().shown_name == "Robert"


def test_person_changed_wrongly_is_refused_at_each_field(ada_client, bob):
    fields = open_form(ada_client, bob)

    response = ada_client.post(
        change_url(bob), {**fields, "email": "ada@example.com", "time_zone": "Mars/Base", "daily_cap": 1000}
    )

    assert errors_of(response) == {
        "email": ["Somebody else has this address."],
        "time_zone": ["There is no such time zone. Write one like Europe/Berlin."],
        "daily_cap": ["Ensure this value is less than or equal to 200."],
    }
    bob.refresh_from_db()
    assert bob.email == "bob@example.com"


@pytest.mark.parametrize("right", ["is_active", "is_staff", "is_superuser"])
def test_administrators_cannot_shut_themselves_out(ada_client, ada, right):
    fields = open_form(ada_client, ada)
    del fields[right]

    response = ada_client.post(change_url(ada), fields)

    assert errors_of(response) == {right: ["You cannot take this from yourself. Ask another administrator."]}


def test_password_is_neither_shown_nor_changed_by_the_form(ada_client, bob):
    bob.set_password("seven quiet lamps")
    bob.save()
    page = ada_client.get(change_url(bob)).content.decode()

    ada_client.post(change_url(bob), {**open_form(ada_client, bob), "password": "forged"})

    assert "password" not in open_form(ada_client, bob)
    assert bob.password not in page
    assert bob.password.split("$")[1] not in page
    bob.refresh_from_db()
    assert bob.check_password("seven quiet lamps")


def test_password_is_set_on_its_own_page(ada_client, bob):
    address = reverse("admin:auth_user_password_change", args=[bob.pk])
    assert address in ada_client.get(change_url(bob)).content.decode()

    refused = ada_client.post(address, {"password1": "short", "password2": "short", "set-password": "1"})
    ada_client.post(address, {"password1": "seven quiet lamps", "password2": "seven quiet lamps", "set-password": "1"})

    assert refused.status_code == 200
    bob.refresh_from_db()
    assert bob.check_password("seven quiet lamps")


def test_address_is_confirmed_by_hand(ada_client, bob):
    response = ada_client.post(reverse(LIST), {"action": "mark_address_confirmed", "_selected_action": [bob.pk]})

    assert said(response) == ["Confirmed: bob@example.com."]
    assert list(bob.emailaddress_set.values_list("email", "verified", "primary")) == [("bob@example.com", True, True)]


# Deleting


def test_person_is_deleted_with_what_is_theirs_one_at_a_time(ada_client, ada, bob):
    ProblemReportFactory(user=bob)
    address = reverse("admin:accounts_user_delete", args=[bob.pk])
    page = ada_client.get(address).content.decode()

    ada_client.post(address, {"post": "yes"})

    assert "Bob, with everything they have answered and their places in groups" in page
    assert not User.objects.filter(pk=bob.pk).exists()
    assert "delete_selected" not in ada_client.get(reverse(LIST)).content.decode()


def test_administrators_cannot_delete_themselves(ada_client, ada):
    assert ada_client.post(reverse("admin:accounts_user_delete", args=[ada.pk]), {"post": "yes"}).status_code == 404
    assert User.objects.filter(pk=ada.pk).exists()


def test_list_costs_the_same_with_one_person_and_with_three(ada_client, django_assert_num_queries):
    with django_assert_num_queries(5):
        ada_client.get(reverse(LIST))
    UserFactory.create_batch(2)
    with django_assert_num_queries(5):
        ada_client.get(reverse(LIST))
