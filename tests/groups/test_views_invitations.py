"""Making invitation links, and opening one."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups import actions
from groups.models import Invitation
from tests.conftest import signed_in
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

CHOICE = {"days": "7", "max_uses": "10"}


@pytest.fixture
def token(group, alice):
    return actions.invite(group=group, by=alice, days=7, max_uses=10, now=timezone.now())[1]


@pytest.fixture
def address(token):
    return reverse("groups:invitation", args=[token])


def invite_page(group):
    return reverse("groups:group_invite", args=[group.slug])


def link_in(response):
    found = re.search(r'id="invitation-link" value="([^"]+)"', response.content.decode())
    return found and found[1]


def without_id(response):
    """The body without what differs by request: the tokens against forgery."""
    return re.sub(rb'(csrfmiddlewaretoken" value|X-CSRFToken": )"?[^"]+"', b"", response.content)


def test_group_invite_shows_the_link_once(group, alice_client, charlie):
    response = alice_client.post(invite_page(group), CHOICE)

    link = link_in(response)
    assert link.startswith("http://testserver/groups/join/")
    assert b"data-copy" in response.content
    assert link_in(alice_client.get(invite_page(group))) is None
    assert signed_in(charlie).get(link).status_code == 200


def test_group_invite_part_has_the_link(group, alice_client):
    response = alice_client.post(invite_page(group), CHOICE, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="invitations")

    assert b"<html" not in response.content
    assert link_in(response)
    assert group.invitations.get().max_uses == 10


def test_group_invite_keeps_what_was_chosen_and_says_what_is_wrong(group, alice_client):
    response = alice_client.post(invite_page(group), {"days": "365", "max_uses": "5"})

    assert response.status_code == 200
    assert b"That choice is not on the list. Choose again." in response.content
    assert b'<option value="5" selected>' in response.content
    assert not group.invitations.exists()


def test_group_invite_says_when_too_many_were_made(group, alice_client, alice):
    for _ in range(actions.MOST_INVITATIONS_A_DAY):
        actions.invite(group=group, by=alice, days=1, max_uses=1, now=timezone.now())

    response = alice_client.post(invite_page(group), CHOICE)

    assert b"20 links were made within a day" in response.content
    assert link_in(response) is None


def test_group_invite_lists_links_with_their_state_and_the_maker_as_the_group_knows_them(group, alice, alice_client):
    actions.change_visibility(membership=group.memberships.get(user=alice), visibility="alias", shown_name="Heron")
    now = timezone.now()
    for changes in ({}, {"uses": 10}, {"revoked_at": now}, {"expires_at": now}):
        invitation, _ = actions.invite(group=group, by=alice, days=7, max_uses=10, now=now)
        Invitation.objects.filter(pk=invitation.pk).update(**changes)

    body = alice_client.get(invite_page(group)).content.decode()

    assert sorted(re.findall(r'chip(?: good)?">([^<]+)<', body)) == ["expired", "open", "revoked", "used up"]
    assert body.count("Heron") == 4
    assert "Alice" not in body.split("<main")[1]


@pytest.mark.parametrize("number", [1, 3])
def test_group_invite_takes_four_statements_however_many(group, alice, number, django_assert_num_queries):
    for _ in range(number):
        actions.invite(group=group, by=alice, days=7, max_uses=10, now=timezone.now())
    client = signed_in(alice)

    with django_assert_num_queries(4):  # session, person, membership, invitations
        client.get(invite_page(group))


def test_group_invite_is_for_owners_and_coaches(group, bob, bob_client, charlie_client):
    coach = MembershipFactory(group=group, role="coach")

    assert bob_client.get(invite_page(group)).status_code == 404
    assert bob_client.post(invite_page(group), CHOICE).status_code == 404
    assert charlie_client.get(invite_page(group)).status_code == 404
    assert link_in(signed_in(coach.user).post(invite_page(group), CHOICE))


def test_revoke_invitation_ends_it(group, alice_client, token, address, charlie_client):
    invitation = group.invitations.get()

    response = alice_client.post(reverse("groups:revoke_invitation", args=[group.slug, invitation.pk]))

    assert response.url == invite_page(group)
    assert charlie_client.get(address).status_code == 404


def test_revoke_invitation_of_another_group_is_refused(group, alice_client, bob_client, charlie_client):
    other = MembershipFactory(role="owner")
    foreign, _ = actions.invite(group=other.group, by=other.user, days=7, max_uses=1, now=timezone.now())
    revoke = reverse("groups:revoke_invitation", args=[group.slug, foreign.pk])

    assert [client.post(revoke).status_code for client in (alice_client, bob_client, charlie_client)] == [404] * 3
    assert alice_client.get(revoke).status_code == 405
    foreign.refresh_from_db()
    assert foreign.revoked_at is None


def test_invitation_asks_with_nothing_chosen_beforehand(address, charlie_client):
    response = charlie_client.get(address)

    assert b"Join Team Nimbus" in response.content
    assert response.content.count(b'type="radio"') == 3
    assert b"checked" not in response.content


def test_r25_joining_without_a_choice_is_refused(group, address, charlie_client, charlie):
    response = charlie_client.post(address, {"shown_name": "Heron"})

    assert response.status_code == 200
    assert b"Choose one of the three." in response.content
    assert b'value="Heron"' in response.content
    assert not charlie.memberships.exists()


def test_invitation_joins_and_leads_to_the_board(group, address, charlie_client, charlie):
    response = charlie_client.post(address, {"visibility": "alias", "shown_name": "  Quiet   heron "}, follow=True)

    assert response.request["PATH_INFO"] == group.get_absolute_url()
    assert b"You are in Team Nimbus now." in response.content
    assert charlie.memberships.get().shown_name == "Quiet heron"


@pytest.mark.parametrize(
    ("alias", "sentence"),
    [
        ("", "Make up an alias, or choose another way to be listed."),
        ("ALICE", "Another member is listed under a name like this. Choose another alias."),
        ("a\u200bb", "Use letters, digits, spaces and punctuation only; this name has an invisible character in it."),
        ("x" * 65, "A name has at most 64 characters; this one has 65."),
    ],
)
def test_invitation_says_at_the_field_what_is_wrong_with_an_alias(group, address, charlie_client, alias, sentence):
    response = charlie_client.post(address, {"visibility": "alias", "shown_name": alias})

    body = response.content.decode()
    assert response.status_code == 200
    assert f'id="id_shown_name_error"><li>{sentence}</li>' in body
    assert 'aria-invalid="true"' in body


def test_invitation_ignores_fields_that_are_not_its_own(group, address, charlie_client, charlie):
    charlie_client.post(address, {"visibility": "name", "role": "owner", "group": "1", "user": "1"})

    assert charlie.memberships.get().role == "member"


def test_invitation_of_a_member_leads_to_the_board(group, address, bob_client):
    assert bob_client.get(address).url == group.get_absolute_url()
    assert bob_client.post(address, {"visibility": "hidden"}).url == group.get_absolute_url()
    assert group.memberships.get(user__display_name="Bob").visibility == "name"


def test_invitation_of_a_visitor_names_no_group_and_leads_back_after_signing_in(address, visitor):
    response = visitor.get(address)

    assert response.status_code == 200
    assert b"Nimbus" not in response.content
    for name in ("account_login", "account_signup"):
        assert f"{reverse(name)}?next={address.replace('/', '%2F')}" in response.content.decode()


def test_invitation_of_a_visitor_is_the_same_page_whether_it_works_or_not(address, token, visitor):
    absent = reverse("groups:invitation", args=["x" * 32])

    working, dead = visitor.get(address), visitor.get(absent)

    assert working.status_code == dead.status_code == 200
    assert without_id(working).replace(token.encode(), b"") == without_id(dead).replace(b"x" * 32, b"")


@pytest.mark.parametrize("state", ["expired", "revoked", "used up", "unknown"])
def test_a_dead_invitation_is_the_same_page_and_status_whatever_it_died_of(group, address, charlie_client, state):
    unknown = charlie_client.get(reverse("groups:invitation", args=["x" * 32]))
    now = timezone.now()
    Invitation.objects.update(
        **{
            "expired": {"expires_at": now - dt.timedelta(seconds=1)},
            "revoked": {"revoked_at": now},
            "used up": {"uses": 10},
            "unknown": {"token_digest": "0" * 64},
        }[state]
    )

    for response in (charlie_client.get(address), charlie_client.post(address, {"visibility": "name"})):
        assert response.status_code == unknown.status_code == 404
        assert without_id(response) == without_id(unknown)
        assert b"Nimbus" not in response.content


def test_invitation_sends_its_address_nowhere_and_stays_in_no_cache(address, charlie_client, visitor):
    for client in (charlie_client, visitor):
        response = client.get(address)
        # `no-referrer` would make browsers post `Origin: null`, which the check against forgery refuses.
        assert response["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response["Cache-Control"]


def test_invitation_posts_only_with_a_token_against_forgery(address, charlie):
    client = Client(enforce_csrf_checks=True)
    client.force_login(charlie)

    assert client.post(address, {"visibility": "name"}).status_code == 403
    assert client.put(address).status_code in (403, 405)
    assert not charlie.memberships.exists()


def test_invitation_takes_four_statements_to_show(address, django_assert_num_queries):
    client = signed_in(UserFactory())

    with django_assert_num_queries(4):  # session, person, am I in it already, invitation
        client.get(address)
