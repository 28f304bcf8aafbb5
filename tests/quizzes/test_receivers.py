"""What quizzes give to a person's export."""

import datetime as dt
import random

import pytest

from quizzes.actions import answer_item, report_problem, start_attempt, submit_attempt
from quizzes.receivers import export_learning
from quizzes.selection import Wanted
from tests.factories import QuestionFactory, ServiceFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


def study(user, kind="practice", now=NOW):
    """One answered item, right at the first go, and one that still waits."""
    attempt = start_attempt(user=user, kind=kind, wanted=Wanted(), now=now, rng=random.Random(1))
    answered = answer_item(user=user, slug=attempt.slug, position=1, chosen=["a"], seconds=9, now=now)
    report_problem(item=answered.item, reason="unclear", text="Which need?")
    return attempt


@pytest.fixture
def questions():
    service = ServiceFactory(slug="rds")
    return [QuestionFactory(service=service, key=f"rds-q{n}", published=True) for n in range(2)]


def test_export_learning_lists_sittings_with_their_items(alice, questions):
    study(alice)

    name, data = export_learning(user=alice)

    assert name == "learning"
    [attempt] = data["attempts"]
    assert (attempt["kind"], attempt["started_at"], attempt["submitted_at"]) == ("practice", NOW, None)
    first, second = attempt["items"]
    assert {first["question"], second["question"]} == {"rds-q0", "rds-q1"}
    assert first == {
        "question": first["question"],
        "version": 1,
        "came_again": False,
        "position": 1,
        "chosen": "a",
        "is_correct": True,
        "is_counted": True,
        "not_counted_why": "",
        "is_flagged": False,
        "seconds": 9,
        "graded_at": NOW,
        "graded_on": dt.date(2026, 11, 25),
    }
    assert (second["chosen"], second["is_correct"], second["graded_at"]) == ("", None, None)


def test_export_learning_lists_memory_tallies_and_reports(alice, questions):
    study(alice)

    data = export_learning(user=alice)[1]

    assert [(card["reps"], card["correct_days"]) for card in data["review_cards"]] == [(1, 1)]
    assert data["daily_tallies"] == [
        {"day": dt.date(2026, 11, 25), "answered": 1, "counted": 1, "correct": 1, "seconds": 9}
    ]
    assert [(report["reason"], report["text"], report["version"]) for report in data["problem_reports"]] == [
        ("unclear", "Which need?", 1)
    ]


def test_export_learning_says_nothing_of_what_is_right(alice, questions):
    study(alice)

    text = repr(export_learning(user=alice))

    assert [word for word in ("is_key", "rationale", "option", "Use the design", "keys") if word in text] == []


@pytest.mark.parametrize("days", [1, 3])
def test_export_learning_asks_as_often_for_much_as_for_little(alice, questions, days, django_assert_num_queries):
    for day in range(days):
        submit_attempt(attempt=study(alice, now=NOW + dt.timedelta(days=day)), now=NOW)

    with django_assert_num_queries(5):
        assert len(export_learning(user=alice)[1]["attempts"]) == days
