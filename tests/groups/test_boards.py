"""What a board shows, and to whom."""

import datetime as dt

import pytest

from groups import actions, boards, standings
from groups.boards import MyGroup, board_of, my_groups
from groups.models import Membership, Standing, StudyGroup
from quizzes.actions import retire_question
from tests.factories import MembershipFactory, QuestionFactory, ServiceFactory, StudyGroupFactory, UserFactory
from tests.groups.studying import answer

pytestmark = pytest.mark.django_db

WEDNESDAY = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
LONG_AGO = WEDNESDAY - dt.timedelta(days=60)


@pytest.fixture
def team():
    """A group of ten items on Berlin's clock, with an exam."""
    service = ServiceFactory()
    for _ in range(10):
        QuestionFactory(service=service, published=True)
    return StudyGroupFactory(services=[service], exam_on=dt.date(2026, 12, 12))


def member(team, name, level=0.0, *, gain=0.0, counted=10, joined_at=LONG_AGO, **fields):
    """A member whose kept number is as given, in shown points."""
    fields.setdefault("user", UserFactory(display_name=name))
    membership = MembershipFactory(group=team, now=joined_at, **fields)
    standings.refresh(team, WEDNESDAY)
    Standing.objects.filter(membership=membership).update(
        points=round(level * 100_000),
        opening_points=round((level - gain) * 100_000),
        counted_items=counted,
        week_opens_at=team.week(WEDNESDAY).opens_at,
    )
    return membership


def lines(board):
    return [(row.place, row.name, row.level) for row in board.rows]


def test_r01_a_board_lists_the_members_of_its_group_only(team):
    alice, bob = member(team, "Alice", 40.0), member(team, "Bob", 60.0)
    member(StudyGroupFactory(services=team.services.all()), "Charlie", 90.0)

    board = board_of(team, alice.user, WEDNESDAY)

    assert lines(board) == [(1, "Bob", 60.0), (2, "Alice", 40.0)]
    assert (board.mine.membership_id, board.mine.place, board.is_open) == (alice.pk, 2, True)
    assert board_of(team, bob.user, WEDNESDAY).mine.membership_id == bob.pk


def test_week_board_ranks_gains(team):
    alice = member(team, "Alice", 40.0, gain=9.5)
    member(team, "Bob", 60.0, gain=-1.0)

    board = board_of(team, alice.user, WEDNESDAY, by_gain=True)

    assert [(row.place, row.name, row.gain) for row in board.rows] == [(1, "Alice", 9.5), (2, "Bob", -1.0)]


def test_week_board_counts_no_gain_of_a_week_that_is_over(team):
    alice = member(team, "Alice", 40.0, gain=9.5)
    member(team, "Bob", 60.0, gain=2.0)

    board = board_of(team, alice.user, WEDNESDAY + dt.timedelta(days=7), by_gain=True)

    assert [(row.place, row.name, row.gain) for row in board.rows] == [(1, "Alice", 0.0), (1, "Bob", 0.0)]


def test_r13_who_joined_this_week_is_marked_and_who_joined_late_has_no_place_in_it(team):
    alice = member(team, "Alice", 40.0, gain=1.0)
    member(team, "Bob", 50.0, gain=5.0, joined_at=WEDNESDAY)
    member(team, "Luca", 60.0, gain=9.0, joined_at=dt.datetime(2026, 11, 27, tzinfo=dt.UTC))

    board = board_of(team, alice.user, WEDNESDAY, by_gain=True)

    assert [(row.place, row.name, row.joined_day) for row in board.rows] == [
        (1, "Bob", "Wed"),
        (2, "Alice", ""),
        (None, "Luca", "Fri"),
    ]


def test_r13_the_day_of_joining_is_on_the_clock_of_the_group(team):
    late_on_tuesday_in_utc = dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC)
    luca = member(team, "Luca", joined_at=late_on_tuesday_in_utc)

    assert board_of(team, luca.user, WEDNESDAY).mine.joined_day == "Wed"


def test_r16_the_mean_is_over_sharing_members_and_needs_three(team):
    alice = member(team, "Alice", 40.0, gain=1.0)
    member(team, "Bob", 60.0, gain=3.0)
    member(team, "Yuki", 99.0, visibility="hidden")

    assert board_of(team, alice.user, WEDNESDAY).mean is None

    member(team, "Jun", 20.0, gain=2.0)
    board = board_of(team, alice.user, WEDNESDAY)
    assert (board.mean, board.mean_gain) == (40.0, 2.0)


def test_r26_hiding_removes_the_row_at_once_also_from_the_current_week(team):
    alice, bob = member(team, "Alice", 40.0), member(team, "Bob", 60.0, gain=5.0)

    actions.change_visibility(membership=bob, visibility="hidden", shown_name="")

    for by_gain in (False, True):
        assert [row.name for row in board_of(team, alice.user, WEDNESDAY, by_gain=by_gain).rows] == ["Alice"]


def test_r26_leaving_removes_the_row_at_once(team):
    alice, bob = member(team, "Alice", 40.0), member(team, "Bob", 60.0)

    actions.leave(membership=bob)

    assert [row.name for row in board_of(team, alice.user, WEDNESDAY).rows] == ["Alice"]


def test_r27_the_unranked_see_their_own_number_and_nobody_else_does(team):
    alice = member(team, "Alice", 40.0)
    yuki = member(team, "Yuki", 70.0, visibility="hidden")

    hers, others = board_of(team, yuki.user, WEDNESDAY), board_of(team, alice.user, WEDNESDAY)

    assert (hers.mine.level, hers.mine.place, hers.mine.is_shared) == (70.0, None, False)
    assert [row.name for row in hers.rows] == [row.name for row in others.rows] == ["Alice"]


def test_r28_a_board_needs_two_ranked_members(team):
    alice = member(team, "Alice", 40.0)
    member(team, "Yuki", 70.0, visibility="hidden")
    assert board_of(team, alice.user, WEDNESDAY).is_open is False

    member(team, "Bob", 60.0)
    assert board_of(team, alice.user, WEDNESDAY).is_open is True


def test_r25_an_alias_is_all_that_is_shown(team):
    alice = member(team, "Alice", 40.0)
    member(team, "Jun", 60.0, visibility="alias", shown_name="Quiet heron")

    [jun, _] = board_of(team, alice.user, WEDNESDAY).rows

    assert (jun.name, jun.is_alias) == ("Quiet heron", True)


def test_visible_to_is_the_one_hiding_rule(team):
    alice = member(team, "Alice")
    yuki = member(team, "Yuki", visibility="hidden")
    jun = member(team, "Jun", visibility="alias", shown_name="Heron")

    assert set(Membership.objects.visible_to(alice.user)) == {alice, jun}
    assert set(Membership.objects.visible_to(yuki.user)) == {alice, jun, yuki}


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_board_is_one_statement_whatever_its_size(team, size, django_assert_num_queries):
    members = [member(team, f"Member {n}") for n in range(size)]

    with django_assert_num_queries(1):
        board = board_of(team, members[0].user, WEDNESDAY)

    assert len(board.rows) == size


def test_a_board_that_is_behind_is_made_anew_first(team):
    alice = member(team, "Alice")
    question = team.services.get().questions.first()
    answer(alice.user, question, WEDNESDAY)
    before = board_of(team, alice.user, WEDNESDAY).mine.level

    retire_question(question=question)

    board = board_of(StudyGroup.objects.get(pk=team.pk), alice.user, WEDNESDAY)
    assert (before > 0, board.mine.level, board.mine.counted_items) == (True, 0.0, 0)


def test_my_groups_gives_place_among_the_ranked_level_and_gain(team):
    alice = member(team, "Alice", 40.0, gain=4.0)
    member(team, "Bob", 60.0)
    member(team, "Mara", 90.0, counted=3)
    member(team, "Yuki", 70.0, visibility="hidden")
    lonely = StudyGroupFactory(name="Another team")
    MembershipFactory(group=lonely, user=alice.user, visibility="hidden", now=LONG_AGO)

    mine = my_groups(alice.user, WEDNESDAY)

    assert mine == [MyGroup(lonely, None, 0, 0.0, 0.0), MyGroup(team, 2, 2, 40.0, 4.0)]
    assert [row.group.member_count for row in mine] == [1, 4]


@pytest.mark.parametrize("number", [1, 3])
def test_my_groups_takes_two_statements_however_many(bob, number, django_assert_num_queries):
    for _ in range(number):
        group = StudyGroupFactory()
        MembershipFactory(group=group, user=bob, now=LONG_AGO)
        MembershipFactory(group=group, now=LONG_AGO)
        standings.refresh(group, WEDNESDAY)

    with django_assert_num_queries(2):
        assert len(my_groups(bob, WEDNESDAY)) == number


def test_my_groups_of_who_is_in_none(charlie, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert my_groups(charlie, WEDNESDAY) == []


def test_a_member_without_a_standing_counts_nothing(team):
    alice = member(team, "Alice", 40.0)
    Standing.objects.all().delete()

    mine = boards.rows_of([team], alice.user, WEDNESDAY)[team.pk][0]

    assert (mine.level, mine.gain, mine.counted_items) == (0.0, 0.0, 0)
