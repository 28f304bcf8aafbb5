"""What people can do with their own account."""

import datetime as dt
import json
import random

import pytest
from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts import actions
from accounts.models import User
from groups.models import Membership, Standing, StudyGroup
from quizzes.actions import answer_item, report_problem, start_attempt
from quizzes.models import Attempt, AttemptItem, DailyTally, ProblemReport, ReviewCard
from quizzes.selection import Wanted
from tests.factories import MembershipFactory, QuestionFactory, ServiceFactory, StudyGroupFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def service():
    service = ServiceFactory(slug="rds")
    for n in range(3):
        QuestionFactory(service=service, key=f"rds-q{n}", published=True)
    return service


def study(user, answers=2):
    """A practice of three items of which the first ones are answered, right and wrong by turns, and one is reported."""
    attempt = start_attempt(user=user, kind="practice", wanted=Wanted(), now=NOW, rng=random.Random(1))
    for position in range(1, answers + 1):
        answered = answer_item(
            user=user, slug=attempt.slug, position=position, chosen=["ab"[position % 2 == 0]], seconds=9, now=NOW
        )
    report_problem(item=answered.item, reason="unclear", text="Which need?")
    return attempt


def rows_of(user):
    """How much there is of a person."""
    return {
        model.__name__: model.objects.filter(user=user).count()
        for model in (Attempt, AttemptItem, ReviewCard, DailyTally, ProblemReport, Membership, EmailAddress)
    }


# Settings


def test_change_settings_saves_what_is_given_and_nothing_else(alice):
    actions.change_settings(user=alice, time_zone="Europe/Zurich", exam_on=dt.date(2027, 3, 31), is_staff=True)

    alice.refresh_from_db()
    assert (alice.display_name, alice.time_zone, alice.exam_on) == ("Alice", "Europe/Zurich", dt.date(2027, 3, 31))
    assert alice.is_staff is False


def test_change_settings_brings_the_new_name_to_groups_that_show_it(group, bob):
    actions.change_settings(user=bob, display_name="Robert")

    assert group.memberships.get(user=bob).shown_name == "Robert"


def test_change_settings_keeps_the_old_name_where_a_member_is_called_alike(group, bob):
    actions.change_settings(user=bob, display_name="ALICE")

    assert User.objects.get(pk=bob.pk).display_name == "ALICE"
    assert group.memberships.get(user=bob).shown_name == "Bob"


# Addresses


def test_change_email_at_once_leaves_one_address(dana):
    EmailAddress.objects.create(user=dana, email="dana@example.com", primary=True)

    actions.change_email_at_once(user=dana, email="new@example.com")

    assert User.objects.get(pk=dana.pk).email == "new@example.com"
    assert list(EmailAddress.objects.filter(user=dana).values_list("email", "primary")) == [("new@example.com", True)]


def test_propose_email_keeps_the_present_address_and_one_wish(dana):
    EmailAddress.objects.create(user=dana, email="dana@example.com", primary=True, verified=False)

    actions.propose_email(user=dana, email="first@example.com")
    actions.propose_email(user=dana, email="second@example.com")

    assert User.objects.get(pk=dana.pk).email == "dana@example.com"
    assert sorted(EmailAddress.objects.filter(user=dana).values_list("email", flat=True)) == [
        "dana@example.com",
        "second@example.com",
    ]


# Export


def test_export_data_of_somebody_new_has_the_profile_and_empty_sections(charlie):
    data = actions.export_data(user=charlie, now=NOW)

    assert data == {
        "exported_at": NOW,
        "profile": {
            "email": "charlie@example.com",
            "addresses": [],
            "display_name": "Charlie",
            "time_zone": "UTC",
            "exam_on": None,
            "daily_cap": 25,
            "extra_time": "none",
            "has_shortcuts": True,
            "joined_at": charlie.date_joined,
            "last_signed_in_at": None,
        },
        "learning": {"attempts": [], "review_cards": [], "daily_tallies": [], "problem_reports": []},
        "groups": [],
    }


def test_export_data_has_ones_own_things_and_nobody_elses(group, service, alice, bob):
    study(alice)
    study(bob)

    text = json.dumps(actions.export_data(user=alice, now=NOW), cls=DjangoJSONEncoder)

    assert [name for name in ("Alice", "Team Nimbus", "Bob", "bob@example.com") if name in text] == [
        "Alice",
        "Team Nimbus",
    ]


# Deletion


def test_delete_account_takes_all_that_is_theirs(group, service, alice, bob):
    study(alice)
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True)
    assert min(rows_of(alice).values()) > 0

    actions.delete_account(user=alice)

    assert not User.objects.filter(email="alice@example.com").exists()
    assert set(rows_of(alice).values()) == {0}


def test_delete_account_leaves_other_people_as_they_were(group, service, alice, bob):
    group.services.set([service])
    study(alice)
    study(bob)
    before = rows_of(bob), Standing.objects.get(membership__user=bob).points

    actions.delete_account(user=alice)

    assert (rows_of(bob), Standing.objects.get(membership__user=bob).points) == before
    assert Standing.objects.count() == 1
    assert {question.key for question in service.questions.all()} == {"rds-q0", "rds-q1", "rds-q2"}


def test_delete_account_of_the_only_owner_makes_the_member_owner(group, alice, bob):
    actions.delete_account(user=alice)

    assert list(group.memberships.values_list("user__email", "role")) == [("bob@example.com", "owner")]


def test_delete_account_of_the_only_owner_prefers_a_coach(group, alice, bob):
    MembershipFactory(group=group, user=UserFactory(email="cora@example.com"), role="coach")

    actions.delete_account(user=alice)

    assert dict(group.memberships.values_list("user__email", "role")) == {
        "bob@example.com": "member",
        "cora@example.com": "owner",
    }


def test_delete_account_of_one_of_two_owners_leaves_the_other(group, alice, bob):
    MembershipFactory(group=group, user=UserFactory(email="olga@example.com"), role="owner")

    actions.delete_account(user=alice)

    assert dict(group.memberships.values_list("user__email", "role")) == {
        "bob@example.com": "member",
        "olga@example.com": "owner",
    }


def test_delete_account_of_the_only_member_deletes_the_group(charlie):
    group = StudyGroupFactory()
    MembershipFactory(group=group, user=charlie, role="owner")

    actions.delete_account(user=charlie)

    assert not StudyGroup.objects.filter(pk=group.pk).exists()


def test_delete_account_of_an_inviter_keeps_those_who_came(group, alice, bob):
    group.memberships.filter(user=bob).update(invited_by=alice)

    actions.delete_account(user=alice)

    assert group.memberships.get(user=bob).invited_by is None


def test_delete_account_twice_changes_nothing(alice, bob):
    actions.delete_account(user=alice)
    actions.delete_account(user=alice)

    assert list(User.objects.all()) == [bob]
