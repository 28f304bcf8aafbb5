"""How far a learner is, and the library that shows it."""

import datetime as dt

import pytest
from django.urls import reverse

from quizzes import actions, progress, scheduling
from quizzes.actions.memory import memory_of
from quizzes.models import ReviewCard
from tests.factories import CategoryFactory, FactFactory, QuestionFactory, ServiceFactory
from tests.quizzes.answers import NOW, answer, questions, start
from tests.quizzes.pages import text, title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("exams", "on"),
    [
        ([], TODAY + 30 * DAY),
        ([None, None], TODAY + 30 * DAY),
        ([TODAY - DAY], TODAY + 30 * DAY),
        ([TODAY], TODAY),
        ([TODAY + 90 * DAY], TODAY + 90 * DAY),
        ([TODAY + 9 * DAY, None, TODAY + 5 * DAY, TODAY - DAY], TODAY + 5 * DAY),
    ],
)
def test_measured_on_is_the_nearest_exam_or_thirty_days_ahead(exams, on):
    assert progress.measured_on(TODAY, *exams) == on


def test_by_service_counts_questions_seen_due_and_known(alice, bob):
    rds, aurora = ServiceFactory(order=1), ServiceFactory(order=2)
    first, second, third, retired = questions(4, service=rds)
    questions(2, service=aurora)
    QuestionFactory(service=rds)
    FactFactory(service=rds, changed="Once three, now six.")
    attempt = start(alice, [first, second, retired], now=NOW - DAY)
    for position, item in enumerate(attempt.items.order_by("rank"), start=1):
        answer(attempt, position, is_right=item.question_id != second.pk, now=NOW - DAY)
    actions.retire_question(question=retired)
    answer(start(bob, [third]), 1)

    on = TODAY + 20 * DAY
    rows = progress.by_service(alice, today=TODAY, on=on)
    card = ReviewCard.objects.get(user=alice, question=first)
    known = scheduling.knowledge(memory_of(card), on)

    assert [(row.service, row.questions, row.changed_facts, row.seen, row.due) for row in rows.services] == [
        (rds, 3, 1, 2, 1),
        (aurora, 2, 0, 0, 0),
    ]
    assert rows.services[0].known == pytest.approx(known)
    assert [row.percent for row in rows.services] == [round(100 * known / 3), 0]
    assert (rows.due, rows.seen, rows.questions, rows.percent) == (1, 2, 5, round(100 * known / 5))


def test_by_service_of_an_empty_bank_is_nothing(alice):
    ServiceFactory()
    rows = progress.by_service(alice, today=TODAY, on=TODAY)

    assert (rows.due, rows.seen, rows.questions, rows.percent, rows.services[0].percent) == (0, 0, 0, 0, 0)


def test_by_service_follows_the_order_of_the_library(alice):
    late, early = CategoryFactory(slug="nosql", order=2), CategoryFactory(slug="relational", order=1)
    services = [ServiceFactory(category=late, order=1), ServiceFactory(category=early, order=2)]
    services.append(ServiceFactory(category=early, order=1))

    rows = progress.by_service(alice, today=TODAY, on=TODAY)
    assert [row.service for row in rows.services] == [services[2], services[1], services[0]]


@pytest.mark.parametrize("number", [1, 3])
def test_library_costs_the_same_for_few_and_for_many(alice, alice_client, number, django_assert_num_queries):
    for _ in range(number):
        answer_all(alice, questions(number))
    with django_assert_num_queries(4):
        alice_client.get(reverse("library"))


def answer_all(user, rows):
    attempt = start(user, rows)
    for position in range(1, len(rows) + 1):
        answer(attempt, position)


def test_library_shows_services_by_category_with_bar_and_counts(alice, alice_client):
    service = ServiceFactory(category=CategoryFactory(slug="nosql", name="NoSQL databases"), name="Amazon DynamoDB")
    FactFactory(service=service, changed="Once three, now six.")
    answer_all(alice, questions(2, service=service)[:1])
    page = alice_client.get(reverse("library"))

    assert title(page) == "Library – StudyHub"
    for words in ("NoSQL databases", "Amazon DynamoDB", "1 of 2 seen", "1 changed fact", "on 1 April"):
        assert words in text(page)


def test_library_without_material_says_what_to_do(alice_client):
    assert "The shelves are empty" in text(alice_client.get(reverse("library")))


def test_library_measures_at_the_learners_exam(alice, alice_client):
    alice.exam_on = TODAY + 10 * DAY
    alice.save()

    assert "on 12 March" in text(alice_client.get(reverse("library")))
