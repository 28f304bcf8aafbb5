"""What a number is made of."""

import datetime as dt

import pytest

from groups import standings
from groups.leaderboard import score
from groups.ledger import changes_of, topics_of
from groups.models import Standing
from quizzes.actions import retire_question
from tests.factories import (
    FactFactory,
    MembershipFactory,
    NoteFactory,
    QuestionFactory,
    ServiceFactory,
    StudyGroupFactory,
)
from tests.groups.studying import answer

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@pytest.fixture
def questions():
    """Two on read replicas, one on backups."""
    service = ServiceFactory()
    replicas = FactFactory(service=service, note=NoteFactory(service=service, title="Read replicas"))
    backups = FactFactory(service=service, note=NoteFactory(service=service, title="Backups"))
    return [QuestionFactory(service=service, fact=fact, published=True) for fact in (replicas, replicas, backups)]


@pytest.fixture
def membership(questions, bob):
    group = StudyGroupFactory(services=[questions[0].service], exam_on=dt.date(2026, 12, 12))
    membership = MembershipFactory(group=group, user=bob, now=MONDAY)
    standings.refresh(group, MONDAY)
    return membership


def standing_of(membership):
    return Standing.objects.get(membership=membership)


def told(membership):
    return [(change.topic, change.day, change.shown[0]) for change in changes_of(membership, standing_of(membership))]


def test_r31_topics_count_items_and_add_up_to_the_score(membership, questions, bob):
    answer(bob, questions[0], MONDAY)
    answer(bob, questions[0], MONDAY + dt.timedelta(days=3))
    answer(bob, questions[2], MONDAY, is_right=False)

    topics = topics_of(membership, standing_of(membership))

    assert [(topic.title, topic.items, topic.answered, topic.solid) for topic in topics] == [
        ("Read replicas", 2, 1, 1),
        ("Backups", 1, 1, 0),
    ]
    assert round(sum(topic.share for topic in topics), 1) == score(standing_of(membership).points, 3)
    assert topics[0].share > 0


def test_r31_changes_are_told_by_topic_and_day_newest_first(membership, questions, bob):
    answer(bob, questions[0], MONDAY)
    answer(bob, questions[0], MONDAY + dt.timedelta(days=3))
    answer(bob, questions[0], MONDAY + dt.timedelta(days=18), is_right=False)
    answer(bob, questions[2], MONDAY + dt.timedelta(days=18), is_right=False)

    assert told(membership) == [
        ("Backups", "missed, starts again", "0"),
        ("Read replicas", "missed, starts again", "−"),
        ("Read replicas", "second day", "+"),
        ("Read replicas", "first day", "+"),
    ]


def test_r31_changes_add_up_to_the_score(membership, questions, bob):
    for number, question in enumerate(questions):
        answer(bob, question, MONDAY + dt.timedelta(hours=number))
        answer(bob, question, MONDAY + dt.timedelta(days=4, hours=number))

    changes = changes_of(membership, standing_of(membership))

    assert round(sum(change.delta for change in changes), 1) == score(standing_of(membership).points, 3)


def test_changes_begin_with_joining(questions, bob):
    answer(bob, questions[0], MONDAY)
    group = StudyGroupFactory(services=[questions[0].service], exam_on=dt.date(2026, 12, 12))
    membership = MembershipFactory(group=group, user=bob, now=MONDAY + dt.timedelta(days=1))
    standings.refresh(group, MONDAY)

    answer(bob, questions[0], MONDAY + dt.timedelta(days=3))

    assert told(membership) == [("Read replicas", "second day", "+")]


def test_r33_a_retired_question_leaves_the_ledger(membership, questions, bob):
    answer(bob, questions[0], MONDAY)
    answer(bob, questions[2], MONDAY)
    retire_question(question=questions[2])
    standings.refresh(membership.group, MONDAY, force=True)

    assert told(membership) == [("Read replicas", "first day", "+")]
    assert [topic.title for topic in topics_of(membership, standing_of(membership))] == ["Read replicas"]


def test_a_long_streak_is_counted(membership, questions, bob):
    at = MONDAY
    for _ in range(7):
        item = answer(bob, questions[0], at)
        at += dt.timedelta(days=item.user.review_cards.get().due_on.toordinal() - at.date().toordinal())

    assert [change.day for change in changes_of(membership, standing_of(membership))][:3] == [
        "day 7 in a row",
        "day 6 in a row",
        "fifth day",
    ]


def test_a_question_without_a_note_is_listed_with_the_others(membership, bob):
    loose = QuestionFactory(service=membership.group.services.get(), published=True)
    answer(bob, loose, MONDAY)

    assert told(membership) == [("Other questions", "first day", "+")]
    assert topics_of(membership, standing_of(membership))[-1].title == "Other questions"


@pytest.mark.parametrize("number", [1, 3])
def test_a_ledger_takes_three_statements(membership, questions, bob, number, django_assert_num_queries):
    for question in questions[:number]:
        answer(bob, question, MONDAY)
    standing = standing_of(membership)

    with django_assert_num_queries(3):
        topics_of(membership, standing)
        changes_of(membership, standing)
