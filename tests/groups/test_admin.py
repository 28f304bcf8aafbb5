"""Groups at the desk: put right as the site itself would, and no number that anybody could set."""

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Membership, Standing, StudyGroup
from tests.factories import MembershipFactory, QuestionFactory, StudyGroupFactory
from tests.forms_in_pages import change_url, errors_of, open_form

pytestmark = pytest.mark.django_db


def delete_url(row):
    return reverse(f"admin:groups_{row._meta.model_name}_delete", args=[row.pk])


@pytest.fixture
def bobs(group, bob):
    return group.memberships.get(user=bob)


@pytest.fixture
def alices(group, alice):
    return group.memberships.get(user=alice)


def test_groups_do_not_exist_for_editors(erin_client, group, bobs):
    addresses = [reverse(f"admin:groups_{name}_changelist") for name in ("studygroup", "membership", "standing")] + [
        change_url(row) for row in (group, bobs, bobs.standing)
    ]

    assert [erin_client.get(address).status_code for address in addresses] == [404] * 6
    assert "groups" not in erin_client.get(reverse("admin:index")).content.decode()


def test_group_changed_computes_its_numbers_for_its_new_services(ada_client, group):
    question = QuestionFactory(published=True)
    fields = open_form(ada_client, group)

    ada_client.post(
        change_url(group), {**fields, "name": "Team Cirrus", "exam_on": "2030-01-01", "services": [question.service.pk]}
    )

    group.refresh_from_db()
    assert (group.name, list(group.services.all()), group.item_count) == ("Team Cirrus", [question.service], 1)
    assert group.horizon_on == group.horizon(timezone.now())


def test_group_changed_wrongly_is_refused(ada_client, group):
    fields = open_form(ada_client, group)

    response = ada_client.post(change_url(group), {**fields, "time_zone": "Mars/Base", "name": ""})

    assert errors_of(response) == {
        "name": ["This field is required."],
        "time_zone": ["There is no such time zone. Write one like Europe/Berlin."],
        "services": ["This field is required."],
    }


def test_group_is_made_on_the_site_and_members_come_by_invitation(ada_client):
    assert ada_client.get(reverse("admin:groups_studygroup_add")).status_code == 404
    assert ada_client.get(reverse("admin:groups_membership_add")).status_code == 404


def test_group_page_lists_its_members_to_be_read(ada_client, group, bobs):
    page = ada_client.get(change_url(group))

    assert change_url(bobs) in page.content.decode()
    assert [name for name in open_form(ada_client, group) if name.endswith(("shown_name", "role"))] == []


def test_group_deleted_takes_its_memberships_along(ada_client, group):
    ada_client.post(delete_url(group), {"post": "yes"})

    assert (StudyGroup.objects.count(), Membership.objects.count(), Standing.objects.count()) == (0, 0, 0)


def test_member_gets_another_role_and_an_alias(ada_client, bobs):
    fields = open_form(ada_client, bobs)
    assert set(fields) == {"role", "visibility", "shown_name"}

    ada_client.post(change_url(bobs), {"role": "coach", "visibility": "alias", "shown_name": "Quiet heron"})

    bobs.refresh_from_db()
    assert (bobs.role, bobs.visibility, bobs.shown_name, bobs.folded_name) == (
        "coach",
        "alias",
        "Quiet heron",
        "quletheron",
    )


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"role": "member", "visibility": "name"},
            {"role": ["A group needs an owner. Make somebody else an owner first."]},
        ),
        (
            {"role": "owner", "visibility": "alias", "shown_name": "bob"},
            {"shown_name": ["Another member is listed under a name like this. Choose another alias."]},
        ),
        (
            {"role": "owner", "visibility": "alias", "shown_name": " "},
            {"shown_name": ["A name needs at least one letter or digit."]},
        ),
        (
            {"role": "king", "visibility": "name"},
            {"role": ["Select a valid choice. king is not one of the available choices."]},
        ),
    ],
)
def test_member_changed_against_the_groups_rules_is_refused(ada_client, alices, typed, errors):
    response = ada_client.post(change_url(alices), typed)

    assert errors_of(response) == errors
    alices.refresh_from_db()
    assert (alices.role, alices.shown_name) == ("owner", "Alice")


def test_last_owner_cannot_be_taken_out_and_others_can(ada_client, alices, bobs):
    assert ada_client.post(delete_url(alices), {"post": "yes"}).status_code == 404
    assert ada_client.post(delete_url(bobs), {"post": "yes"}).status_code == 302
    assert list(Membership.objects.all()) == [alices]


def test_standing_is_read_by_administrators_and_changed_by_nobody(ada_client, bobs):
    Standing.objects.filter(membership=bobs).update(points=12_340_000)
    standing = bobs.standing

    page = ada_client.get(change_url(standing)).content.decode()

    assert "12.34" in page
    assert 'name="points"' not in page
    assert ada_client.post(change_url(standing), {"points": 99}).status_code == 404
    assert ada_client.post(delete_url(standing), {"post": "yes"}).status_code == 404
    assert ada_client.get(reverse("admin:groups_standing_add")).status_code == 404
    standing.refresh_from_db()
    assert standing.points == 12_340_000


@pytest.mark.parametrize(("name", "statements"), [("studygroup", 4), ("membership", 4), ("standing", 4)])
def test_lists_cost_the_same_with_one_row_and_with_three(ada_client, django_assert_num_queries, name, statements):
    address = reverse(f"admin:groups_{name}_changelist")
    MembershipFactory()
    with django_assert_num_queries(statements):
        ada_client.get(address)
    MembershipFactory(group=StudyGroupFactory())
    MembershipFactory()
    with django_assert_num_queries(statements):
        ada_client.get(address)


@pytest.mark.parametrize(
    "path",
    [
        "quizzes/attempt/",
        "quizzes/attemptitem/",
        "quizzes/reviewcard/",
        "quizzes/dailytally/",
        "sessions/session/",
        "groups/standingchange/",
        "groups/invitation/",
        "admin/logentry/",
    ],
)
def test_answers_tallies_and_sessions_are_on_no_desk(ada_client, path):
    assert ada_client.get(f"/admin/{path}").status_code == 404
