"""The pages of boards: my groups, a board, a ledger, the rules."""

import gzip
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from groups import actions, standings
from groups.models import Standing, StudyGroup
from tests.conftest import signed_in
from tests.factories import MembershipFactory, QuestionFactory, ServiceFactory, StudyGroupFactory, UserFactory
from tests.groups.studying import answer

pytestmark = pytest.mark.django_db

BOARD = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "board"}


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel("2026-11-25 12:00Z", tick=False):
        yield


@pytest.fixture
def team(group):
    """Team Nimbus with ten items and an exam; nothing is behind."""
    service = ServiceFactory()
    for _ in range(10):
        QuestionFactory(service=service, published=True)
    group.services.set([service])
    StudyGroup.objects.filter(pk=group.pk).update(exam_on="2026-12-12")
    return standings.refresh(StudyGroup.objects.get(pk=group.pk), timezone.now(), force=True)


def give(user, level, *, gain=0.0, counted=10):
    """Sets a member's kept number, in shown points."""
    opening = round((level - gain) * 100_000)
    Standing.objects.filter(membership__user=user).update(
        points=round(level * 100_000), opening_points=opening, counted_items=counted
    )


def text(response):
    """What a reader gets to read, without tags and needless spaces."""
    body = re.sub(r"<(script|style|title).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def table_rows(response):
    """The rows of the first table's body as lists of their cells' texts."""
    body = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr.*?</tr>", body, flags=re.S)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, flags=re.S)]
        for row in rows
    ]


def test_group_board_lists_members_by_what_they_will_know(team, alice, bob, bob_client):
    give(alice, 84.2, gain=2.0)
    give(bob, 71.4, gain=4.1)

    response = bob_client.get(team.get_absolute_url())

    assert table_rows(response) == [
        ["1", "Alice joined Wed", "", "84.2", "+2.0"],
        ["2", "You joined Wed", "", "71.4", "+4.1"],
    ]
    assert (
        "2 members · exam on 12 December 2026, in 17 days · week ends on Sunday 29 November at 24:00, Europe/Berlin"
        in text(response)
    )
    assert b"<title>Team Nimbus \xe2\x80\x93 StudyHub</title>" in response.content


def test_group_board_of_the_week_lists_gains(team, alice, bob, bob_client):
    give(alice, 84.2, gain=2.0)
    give(bob, 71.4, gain=4.1)

    response = bob_client.get(team.get_absolute_url(), {"board": "week"})

    assert table_rows(response) == [["1", "You joined Wed", "+4.1", "71.4"], ["2", "Alice joined Wed", "+2.0", "84.2"]]


def test_r06_a_tie_is_marked_and_the_page_says_how_ties_are_listed(team, alice, bob, bob_client):
    give(alice, 50.0)
    give(bob, 50.0)

    response = bob_client.get(team.get_absolute_url())

    assert [row[:2] for row in table_rows(response)] == [["1", "Alice tie joined Wed"], ["1", "You tie joined Wed"]]
    assert "Equal numbers share a place and the next place skips" in text(response)


def test_r14_who_warms_up_is_listed_below_with_the_number_so_far(team, alice, bob, bob_client):
    give(alice, 9.1)
    give(bob, 20.0, counted=7)

    response = bob_client.get(team.get_absolute_url())

    assert table_rows(response)[1][:2] == ["– no place yet", "You joined Wed warming up, 7 of 10"]
    assert "Warming up: 7 of 10 answered items" in text(response)


def test_r25_an_alias_is_marked_and_its_owner_sees_which(team, alice, bob, bob_client, alice_client):
    actions.change_visibility(membership=team.memberships.get(user=bob), visibility="alias", shown_name="Heron")

    theirs, mine = (text(client.get(team.get_absolute_url())) for client in (alice_client, bob_client))

    assert "Heron alias" in theirs
    assert "Bob" not in theirs
    assert "You as Heron" in mine


def test_r27_the_unranked_read_that_nobody_else_sees_their_number(team, alice, bob, bob_client, alice_client):
    MembershipFactory(group=team)
    give(bob, 33.3)
    actions.change_visibility(membership=team.memberships.get(user=bob), visibility="hidden", shown_name="")

    mine, theirs = bob_client.get(team.get_absolute_url()), alice_client.get(team.get_absolute_url())

    assert "33.3 of 100" in text(mine)
    assert "You are not ranked: nobody else sees this number." in text(mine)
    assert "Group goal" in text(mine)
    assert "33.3" not in text(theirs)
    assert "Bob" not in text(theirs)


def test_r28_a_board_of_one_shows_ones_own_progress_and_how_to_invite(team, bob, alice_client, alice):
    actions.leave(membership=team.memberships.get(user=bob))
    give(alice, 12.3)

    response = alice_client.get(team.get_absolute_url())

    assert b"<table" not in response.content
    assert "12.3 of 100" in text(response)
    assert "You are the only member so far." in text(response)
    assert reverse("groups:group_invite", args=[team.slug]) in response.content.decode()


def test_r28_one_ranked_of_two_is_told_so_and_a_member_whom_to_ask(team, bob, bob_client):
    actions.change_visibility(membership=team.memberships.get(user=bob), visibility="hidden", shown_name="")

    shown = text(bob_client.get(team.get_absolute_url()))

    assert "It opens when two members let their number be seen. So far one does." in shown
    assert "An owner or a coach of the group can invite people." in shown


def test_r16_the_mean_shows_from_three_on(team, alice, bob, bob_client):
    give(alice, 40.0, gain=1.0)
    give(bob, 60.0, gain=2.0)
    assert "The mean shows as soon as three members share" in text(bob_client.get(team.get_absolute_url()))

    third = MembershipFactory(group=team)
    give(third.user, 80.0, gain=3.0)
    assert "60.0 now, the mean of 3 members · +2.0 since Monday" in text(bob_client.get(team.get_absolute_url()))


def test_the_default_view_is_around_me_and_the_full_list_one_tap_away(team, bob, bob_client):
    for number in range(8):
        give(MembershipFactory(group=team, user=UserFactory(display_name=f"M{number}")).user, 90.0 - number)

    part = bob_client.get(team.get_absolute_url())
    full = bob_client.get(team.get_absolute_url(), {"all": "1"})

    assert len(table_rows(part)) == 5
    assert "Show all 10" in text(part)
    assert len(table_rows(full)) == 10
    assert "Show only the rows around you" in text(full)


@pytest.mark.parametrize("query", [{"all": "1"}, {"board": "week"}, {"board": "level"}])
def test_group_board_part_equals_the_page(team, bob_client, query):
    page = bob_client.get(team.get_absolute_url(), query)
    part = bob_client.get(team.get_absolute_url(), query, **BOARD)

    assert b"<html" not in part.content
    assert part.content.strip() in page.content
    assert part["Vary"] == page["Vary"] == "HX-Request, HX-Target, Cookie"


def test_another_target_gets_the_whole_page(team, bob_client):
    response = bob_client.get(team.get_absolute_url(), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="elsewhere")

    assert b"<html" in response.content


@pytest.mark.parametrize("size", [1, 3, 50])
def test_group_board_takes_five_statements_whatever_its_size(django_assert_num_queries, size):
    group = StudyGroupFactory()
    members = [MembershipFactory(group=group) for _ in range(size)]
    standings.refresh(group, timezone.now())
    client = signed_in(members[0].user)

    with django_assert_num_queries(5):  # session, person, membership and group, members, their rows
        client.get(group.get_absolute_url(), {"all": "1"})


def test_group_board_part_of_fifty_is_small(team, bob, bob_client):
    for number in range(48):
        give(MembershipFactory(group=team, user=UserFactory(display_name=f"Learner {number}")).user, 90.0 - number)

    around = bob_client.get(team.get_absolute_url(), **BOARD)
    full = bob_client.get(team.get_absolute_url(), {"all": "1"}, **BOARD)

    assert len(table_rows(full)) == 50
    assert len(gzip.compress(around.content)) < 1_200
    assert len(gzip.compress(full.content)) < 2_500


def test_group_board_is_for_members(team, charlie_client, visitor):
    absent = charlie_client.get(reverse("groups:group_board", args=["no-group"]))
    foreign = charlie_client.get(team.get_absolute_url())

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert visitor.get(team.get_absolute_url()).status_code == 302


def test_group_board_only_reads(team, bob_client):
    assert bob_client.post(team.get_absolute_url()).status_code == 405


def test_r17_a_board_tells_no_time_and_no_sum(team, alice, bob, bob_client):
    answer(bob, team.services.get().questions.first(), timezone.now())

    shown = text(bob_client.get(team.get_absolute_url()))

    assert not re.search(r"second|minute|answered today|points", shown)


def test_names_are_escaped(team, bob, alice_client):
    actions.change_visibility(
        membership=team.memberships.get(user=bob), visibility="alias", shown_name="<img src=x onerror=alert(1)>"
    )

    assert b"<img" not in alice_client.get(team.get_absolute_url()).content


def test_group_list_shows_my_place_and_the_number_of_members(team, alice, bob, bob_client):
    give(alice, 84.2)
    give(bob, 71.4, gain=4.1)

    shown = text(bob_client.get(reverse("groups:group_list")))

    assert "Team Nimbus 71.4 of 100 Place 2 of 2 · +4.1 since Monday 2 members · exam on 12 December 2026" in shown
    assert "Have an invitation? Open its link." in shown


def test_group_list_of_who_is_in_none_says_what_to_do(charlie_client):
    response = charlie_client.get(reverse("groups:group_list"))

    assert "You are in no group yet" in text(response)
    assert reverse("groups:group_create") in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_group_list_takes_four_statements_however_many(bob, bob_client, number, django_assert_num_queries):
    for _ in range(number):
        group = StudyGroupFactory()
        MembershipFactory(group=group, user=bob)
        standings.refresh(group, timezone.now())

    with django_assert_num_queries(4):  # session, person, groups, rows
        bob_client.get(reverse("groups:group_list"))


def test_r31_ledger_opens_ones_own_number(team, bob, bob_client):
    answer(bob, team.services.get().questions.first(), timezone.now())

    response = bob_client.get(reverse("groups:ledger", args=[team.slug]))

    assert "What your score is made of" in text(response)
    assert "Other questions, first day" in text(response)
    assert "1 of 10" in text(response)


def test_r31_ledger_of_who_shares_tells_topics_but_no_question_and_no_choice(team, bob, alice_client):
    item = answer(bob, team.services.get().questions.first(), timezone.now(), is_right=False)

    response = alice_client.get(reverse("groups:ledger", args=[team.slug, team.memberships.get(user=bob).pk]))

    assert "What Bob’s score is made of" in text(response)
    assert "0.00 Other questions, missed, starts again" in text(response)
    assert item.question.stem not in response.content.decode()
    assert "Use the design called" not in response.content.decode()
    assert item.question.key not in response.content.decode()


def test_r30_ledger_of_who_hides_is_not_there(team, alice, bob, bob_client, alice_client):
    bobs = team.memberships.get(user=bob)
    actions.change_visibility(membership=bobs, visibility="hidden", shown_name="")
    address = reverse("groups:ledger", args=[team.slug, bobs.pk])

    assert alice_client.get(address).status_code == 404
    assert bob_client.get(address).status_code == 200
    assert "Nobody else sees this page." in text(bob_client.get(address))


def test_ledger_of_a_member_of_another_group_is_not_there(team, bob_client):
    other = MembershipFactory()

    assert bob_client.get(reverse("groups:ledger", args=[team.slug, other.pk])).status_code == 404


def test_ledger_is_for_members(team, charlie_client, bob, bob_client):
    membership = team.memberships.get(user=bob)

    assert charlie_client.get(reverse("groups:ledger", args=[team.slug])).status_code == 404
    assert charlie_client.get(reverse("groups:ledger", args=[team.slug, membership.pk])).status_code == 404
    assert bob_client.post(reverse("groups:ledger", args=[team.slug])).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_ledger_takes_seven_statements(team, bob, bob_client, number, django_assert_num_queries):
    for question in team.services.get().questions.all()[:number]:
        answer(bob, question, timezone.now())

    with django_assert_num_queries(7):  # session, person, membership, member, topics, last answers, their history
        bob_client.get(reverse("groups:ledger", args=[team.slug]))


def test_r32_rules_are_open_to_everybody_and_say_the_numbers(visitor):
    response = visitor.get(reverse("groups:rules"))

    assert response.status_code == 200
    shown = text(response)
    for sentence in (
        "A place needs 10 answered questions",
        "Numbers are compared at one decimal. Equal numbers share a place",
        "A board needs two ranked members; a mean needs three.",
        "ranked by name, by an alias, or not ranked",
    ):
        assert sentence in shown
    assert visitor.post(reverse("groups:rules")).status_code == 405
