"""The kept numbers: equal to numbers made anew, whatever happens in between."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from groups import standings
from groups.leaderboard import points
from groups.models import Standing, StudyGroup
from quizzes.actions import rebuild_memory, retire_question
from quizzes.actions.memory import replay
from quizzes.models import AttemptItem
from tests.factories import MembershipFactory, QuestionFactory, ServiceFactory, StudyGroupFactory, UserFactory
from tests.groups.studying import answer

pytestmark = pytest.mark.django_db

BERLIN = dt.timezone(dt.timedelta(hours=1))
MONDAY = dt.datetime(2026, 11, 23, tzinfo=BERLIN)


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def question(service):
    return QuestionFactory(service=service, published=True)


def kept(membership):
    standing = Standing.objects.get(membership=membership)
    return standing.points, standing.opening_points, standing.counted_items


def by_hand(membership, now):
    """What the standing must be, from the graded answers alone, in the plainest way."""
    group = membership.group
    horizon = group.horizon(now)
    since = max(group.week(now).opens_at, membership.joined_at)
    items = AttemptItem.objects.filter(
        user=membership.user_id,
        is_counted=True,
        question__service__in=group.services.all(),
        question__state="published",
    ).order_by("graded_at", "pk")
    total = opening = counted = 0
    for item, before, after in replay(items):
        delta = points(after, horizon) - points(before, horizon)
        total += delta
        opening += delta if item.graded_at < since else 0
        counted += before is None
    return total, opening, counted


def kept_now(membership, now):
    """The kept numbers with the week opened, as a reader of them does it."""
    standing = Standing.objects.get(membership=membership)
    standings.open_week(standing, membership.group.week(now).opens_at)
    return standing.points, standing.opening_points, standing.counted_items


class Walk:
    """Some weeks in which random things happen to four learners on three clocks, in three groups, with daylight saving."""

    ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC")

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.now = dt.datetime(2026, 10, 15, self.rng.randrange(24), tzinfo=dt.UTC)
        services = [ServiceFactory(), ServiceFactory()]
        self.questions = [QuestionFactory(service=services[n % 2], published=True) for n in range(6)]
        self.learners = [UserFactory(time_zone=zone) for zone in self.ZONES]
        self.groups = [
            StudyGroupFactory(time_zone="Europe/Berlin", services=services),
            StudyGroupFactory(time_zone="America/New_York", exam_on=dt.date(2026, 11, 4), services=services[:1]),
            StudyGroupFactory(time_zone="Pacific/Auckland", exam_on=dt.date(2026, 12, 20), services=services),
        ]

    def step(self):
        self.now += dt.timedelta(minutes=self.rng.choice((1, 45, 300, 700, 1500)))
        what = self.rng.random()
        user, group = self.rng.choice(self.learners), self.rng.choice(self.groups)
        if what < 0.7:
            answer(user, self.rng.choice(self.questions), self.now, is_right=self.rng.random() < 0.75)
        elif what < 0.8:
            if not group.memberships.filter(user=user).exists():
                MembershipFactory(group=group, user=user, now=self.now)
        elif what < 0.83:
            group.memberships.filter(user=user).delete()
            if not StudyGroup.objects.filter(pk=group.pk).exists():
                self.groups.remove(group)
                self.groups.append(StudyGroupFactory(services=list(group.services.all())))
        elif what < 0.85 and len(self.questions) > 3:
            retire_question(question=self.questions.pop())
        else:
            standings.refresh(StudyGroup.objects.get(pk=group.pk), self.now)

    def check(self):
        for group in StudyGroup.objects.all():
            standings.refresh(group, self.now)
            for membership in group.memberships.select_related("group"):
                incremental = kept_now(membership, self.now)
                standings.rebuild_members(group, [membership], self.now)
                assert incremental == kept(membership) == by_hand(membership, self.now)


@pytest.mark.parametrize("seed", range(6))
def test_incremental_standings_equal_rebuilt_ones(seed):
    walk = Walk(seed)
    for number in range(90):
        walk.step()
        if number % 30 == 29:
            walk.check()

    assert Standing.objects.filter(points__gt=0, counted_items__gt=1).count() > 2


def test_answer_is_worth_half_after_one_right_day_and_all_after_two(service, question, bob):
    group = StudyGroupFactory(services=[service], exam_on=dt.date(2026, 12, 12))
    membership = MembershipFactory(group=group, user=bob, now=MONDAY)

    answer(bob, question, MONDAY)
    first = kept(membership)[0]
    answer(bob, question, MONDAY + dt.timedelta(days=3))
    second = kept(membership)[0]
    answer(bob, question, MONDAY + dt.timedelta(days=18), is_right=False)

    assert 0 < first < 500_000
    assert 500_000 < second < 1_000_000
    assert kept(membership) == (0, second, 1)


def test_r03_a_right_answer_later_that_day_changes_nothing(service, question, bob):
    membership = MembershipFactory(group=StudyGroupFactory(services=[service]), user=bob, now=MONDAY)
    answer(bob, question, MONDAY + dt.timedelta(hours=2), is_right=False)

    item = answer(bob, question, MONDAY + dt.timedelta(hours=3))

    assert item.not_counted_why == "not_due"
    assert kept(membership) == (0, 0, 1)


def test_r02_an_answer_before_the_item_is_due_does_not_count(service, question, bob):
    membership = MembershipFactory(group=StudyGroupFactory(services=[service]), user=bob, now=MONDAY)
    answer(bob, question, MONDAY)
    before = kept(membership)

    item = answer(bob, question, MONDAY + dt.timedelta(days=1), is_right=False)

    assert (item.is_counted, item.not_counted_why) == (False, "not_due")
    assert kept(membership) == before


def test_r10_an_answer_received_before_the_week_but_stored_after_it_opened_belongs_before(service, question, bob):
    group = StudyGroupFactory(services=[service], time_zone="Europe/Berlin")
    membership = MembershipFactory(group=group, user=bob, now=MONDAY - dt.timedelta(days=2))
    standings.refresh(group, MONDAY)

    answer(bob, question, MONDAY - dt.timedelta(seconds=1))

    points_now, opening, _ = kept(membership)
    assert points_now == opening > 0


def test_a_week_opens_with_the_first_answer_in_it(service, question, bob):
    other = QuestionFactory(service=service, published=True)
    group = StudyGroupFactory(services=[service], time_zone="Europe/Berlin", exam_on=dt.date(2026, 12, 12))
    membership = MembershipFactory(group=group, user=bob, now=MONDAY - dt.timedelta(days=2))
    answer(bob, question, MONDAY - dt.timedelta(days=1))
    before = kept(membership)

    answer(bob, other, MONDAY)

    after = kept(membership)
    assert before[1] == 0
    assert after[1] == before[0] < after[0]


def test_r13_what_was_known_at_joining_is_no_gain(service, question, bob):
    group = StudyGroupFactory(services=[service], time_zone="Europe/Berlin")
    answer(bob, question, MONDAY)

    membership = MembershipFactory(group=group, user=bob, now=MONDAY + dt.timedelta(days=1))

    points_now, opening, counted = kept(membership)
    assert points_now == opening > 0
    assert counted == 1


def test_answers_outside_the_services_move_nothing(question, bob):
    membership = MembershipFactory(group=StudyGroupFactory(services=[ServiceFactory()]), user=bob, now=MONDAY)

    answer(bob, question, MONDAY)

    assert kept(membership) == (0, 0, 0)


def test_move_on_takes_two_statements_however_many_groups(service, bob, django_assert_num_queries):
    for _ in range(3):
        MembershipFactory(group=StudyGroupFactory(services=[service]), user=bob, now=MONDAY)
    question = QuestionFactory(service=service, published=True)
    item = answer(UserFactory(), question, MONDAY)
    item.user_id = bob.pk
    [(_, before, after)] = replay([item])

    with django_assert_num_queries(2):
        standings.move_on(item, before, after)

    assert Standing.objects.filter(membership__user=bob, points__gt=0).count() == 3


def test_r33_a_retired_question_leaves_numerator_and_denominator(service, question, bob):
    other = QuestionFactory(service=service, published=True)
    group = StudyGroupFactory(services=[service])
    membership = MembershipFactory(group=group, user=bob, now=MONDAY)
    standings.refresh(group, MONDAY)
    answer(bob, question, MONDAY)

    retire_question(question=question)
    group = standings.refresh(StudyGroup.objects.get(pk=group.pk), MONDAY)

    assert (group.item_count, kept(membership)) == (1, (0, 0, 0))
    assert list(standings.items_of(group)) == [other]


def test_refresh_costs_nothing_when_nothing_moved(service, bob, django_assert_num_queries):
    group = StudyGroupFactory(services=[service])
    MembershipFactory(group=group, user=bob, now=MONDAY)
    standings.refresh(group, MONDAY)

    with django_assert_num_queries(0):
        standings.refresh(group, MONDAY + dt.timedelta(days=6))


def test_refresh_follows_the_horizon_into_the_next_week(service, question, bob):
    group = StudyGroupFactory(services=[service], time_zone="Europe/Berlin")
    membership = MembershipFactory(group=group, user=bob, now=MONDAY)
    standings.refresh(group, MONDAY)
    answer(bob, question, MONDAY)
    earlier = kept(membership)[0]

    standings.refresh(group, MONDAY + dt.timedelta(days=7))

    points_now, opening, _ = kept(membership)
    assert (points_now, group.horizon_on) == (opening, dt.date(2026, 12, 30))
    assert points_now < earlier


def test_refresh_by_a_second_view_finds_the_work_done(service, bob, django_assert_num_queries):
    group = StudyGroupFactory(services=[service])
    MembershipFactory(group=group, user=bob, now=MONDAY)
    behind = StudyGroup.objects.get(pk=group.pk)
    standings.refresh(group, MONDAY)

    with django_assert_num_queries(3):  # savepoint, lock, release
        standings.refresh(behind, MONDAY)

    assert behind.horizon_on == group.horizon_on


def test_rebuild_members_costs_the_same_statements_for_one_and_three(service, question, django_assert_num_queries):
    group = StudyGroupFactory(services=[service])
    members = [MembershipFactory(group=group, now=MONDAY) for _ in range(3)]
    for member in members:
        answer(member.user, question, MONDAY)

    for some in (members[:1], members):
        with django_assert_num_queries(5):  # locks, cards, this week's answers, their history, the upsert
            standings.rebuild_members(group, some, MONDAY)


def test_rebuilding_memory_rebuilds_standings(service, question, bob):
    group = StudyGroupFactory(services=[service])
    membership = MembershipFactory(group=group, user=bob)
    answer(bob, question, timezone.now())
    before = kept(membership)
    Standing.objects.update(points=7, opening_points=7, counted_items=7)

    rebuild_memory(user=bob)

    assert kept(membership) == before
