"""Two or twenty at once: limits hold, nobody gets in twice, a group never loses its last owner."""

import datetime as dt
import random

import pytest

from groups import actions, boards, standings
from groups.actions import GroupRefused
from groups.models import Membership, Standing, StudyGroup
from tests.factories import MembershipFactory, QuestionFactory, StudyGroupFactory, UserFactory
from tests.groups.studying import answer

pytestmark = pytest.mark.django_db(transaction=True)

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


@pytest.fixture
def at_once(at_once):
    """Runs functions at once; returns their results, a refusal as its message."""

    def or_refusal(function):
        def run():
            try:
                return function()
            except GroupRefused as refusal:
                return str(refusal)

        return run

    return lambda *functions: at_once(*map(or_refusal, functions))


def test_s08_a_link_for_ten_lets_exactly_ten_of_twenty_in(at_once, group, alice):
    _, token = actions.invite(group=group, by=alice, days=7, max_uses=10, now=NOW)
    people = [UserFactory() for _ in range(20)]

    def join(user):
        return lambda: actions.join(token=token, user=user, visibility="name", shown_name="", now=NOW).pk

    results = at_once(*map(join, people))

    assert sum(result == actions.DEAD_INVITATION for result in results) == 10
    assert at_once(lambda: (group.memberships.count(), group.invitations.get().uses)) == [(12, 10)]


def test_one_person_joining_from_many_tabs_is_in_once(at_once, group, alice, charlie):
    _, token = actions.invite(group=group, by=alice, days=7, max_uses=10, now=NOW)

    def join():
        return actions.join(token=token, user=charlie, visibility="name", shown_name="", now=NOW).pk

    results = at_once(*[join] * 6)

    assert len(set(results)) == 1
    assert at_once(lambda: (charlie.memberships.count(), group.invitations.get().uses)) == [(1, 1)]


def test_two_cannot_take_the_same_alias(at_once, group, alice):
    _, token = actions.invite(group=group, by=alice, days=7, max_uses=10, now=NOW)

    def join(user, alias):
        return lambda: actions.join(token=token, user=user, visibility="alias", shown_name=alias, now=NOW).shown_name

    results = at_once(join(UserFactory(), "Heron"), join(UserFactory(), "HERON"))

    assert sorted(result.casefold() == "heron" for result in results) == [False, True]


def test_r03_a_group_never_has_no_owner(at_once, group, alice, bob):
    group.memberships.update(role="owner")
    MembershipFactory(group=group)
    mine, theirs = group.memberships.get(user=alice), group.memberships.get(user=bob)

    at_once(
        lambda: actions.leave(membership=mine),
        lambda: actions.change_role(membership=theirs, role="member"),
        lambda: actions.remove_member(membership=mine, now=NOW),
        lambda: actions.remove_member(membership=theirs, now=NOW),
    )

    assert at_once(lambda: group.memberships.filter(role="owner").count()) == [1]


def test_two_views_of_a_board_that_is_behind_see_the_same(at_once, alice):
    question = QuestionFactory(published=True)
    group = StudyGroupFactory(services=[question.service])
    MembershipFactory(group=group, user=alice, now=NOW - dt.timedelta(days=30))
    answer(alice, question, NOW - dt.timedelta(days=20))
    StudyGroup.objects.update(horizon_on=None)

    def look():
        return boards.board_of(StudyGroup.objects.get(pk=group.pk), alice, NOW).mine

    first, *others = at_once(*[look] * 4)

    assert first.level > 0
    assert others == [first] * 3


def test_answers_and_rebuilds_at_once_lose_nothing(at_once):
    questions = [QuestionFactory(published=True)]
    questions += [QuestionFactory(service=questions[0].service, published=True) for _ in range(5)]
    group = StudyGroupFactory(services=[questions[0].service])
    users = [UserFactory() for _ in range(3)]
    for user in users:
        MembershipFactory(group=group, user=user, now=NOW)

    def study(user):
        return lambda: [answer(user, question, NOW, is_right=random.random() < 0.8) for question in questions] and None

    def rebuild():
        for _ in range(8):
            StudyGroup.objects.filter(pk=group.pk).update(horizon_on=None)
            standings.refresh(StudyGroup.objects.get(pk=group.pk), NOW)

    def kept():
        fields = ("membership", "points", "opening_points", "counted_items", "horizon_on")
        return list(Standing.objects.order_by("membership").values_list(*fields))

    at_once(*map(study, users), rebuild, rebuild)
    [incremental] = at_once(kept)
    at_once(lambda: standings.rebuild_members(group, Membership.objects.filter(group=group), NOW))

    assert at_once(kept) == [incremental]
    assert [row[3] for row in incremental] == [6, 6, 6]
