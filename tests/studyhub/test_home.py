"""Today: the one thing to do now, how far it is to the exam, where one stands."""

import datetime as dt

import pytest

from quizzes import actions
from studyhub.views.home import greeting, new_a_day
from tests.factories import MembershipFactory, ServiceFactory, StudyGroupFactory
from tests.quizzes.answers import NOW, answer, questions, start
from tests.quizzes.pages import text, title, url

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _stopped_clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def missed(user, number, *, now=NOW - DAY):
    """So many questions that were missed yesterday, and so are due today."""
    rows = questions(number)
    attempt = start(user, rows, now=now)
    for position in range(1, number + 1):
        answer(attempt, position, is_right=False, now=now)
    actions.submit_attempt(attempt=attempt, now=now)
    return rows


# What to do now


def test_home_of_a_beginner_begins_with_ten_questions(alice_client):
    questions(2)
    page = alice_client.get("/")

    assert title(page) == "Today – StudyHub"
    for words in ("Good morning, Alice", "Begin with ten questions", "Choose questions", "Read first"):
        assert words in text(page)


def test_home_offers_what_is_due(alice, alice_client):
    missed(alice, 4)
    page = alice_client.get("/")

    assert title(page) == "4 due – StudyHub"
    assert "4 questions are due about 3 minutes" in text(page)
    assert "Review 4 due" in text(page)


def test_home_offers_one_in_the_singular(alice, alice_client):
    missed(alice, 1)

    assert "1 question is due about 1 minute" in text(alice_client.get("/"))


def test_home_offers_no_more_than_the_cap_leaves(alice, alice_client):
    missed(alice, 7)
    alice.daily_cap = 5
    alice.save()
    assert "5 questions are due" in text(alice_client.get("/"))
    assert "7 in all; your daily cap offers 5." in text(alice_client.get("/"))

    review = start(alice, kind="review")
    for position in range(1, 6):
        answer(review, position)
    page = alice_client.get("/")
    assert title(page) == "Today – StudyHub"
    assert "Your reviews for today are done" in text(page)
    assert "2 questions more are due, beyond the 5 a day you chose." in text(page)
    assert "Review more now" in text(page)


def test_home_says_that_nothing_is_due(alice, alice_client):
    attempt = start(alice, questions(1))
    answer(attempt, 1)

    assert "Nothing is due" in text(alice_client.get("/"))
    assert "Practise new questions" in text(alice_client.get("/"))


def test_home_resumes_a_practice_where_it_stopped(alice, alice_client):
    attempt = start(alice, questions(3))
    answer(attempt, 1)
    page = alice_client.get("/")

    assert "A practice is open 1 of 3 answered" in text(page)
    assert f'href="{url("attempt_resume", attempt)}"' in page.content.decode()


def test_home_resumes_a_review_first_and_a_practice_beside_it(alice, alice_client):
    missed(alice, 2)
    start(alice, kind="review")
    start(alice, questions(3))
    words = text(alice_client.get("/"))

    assert "A review is open 0 of 2 answered" in words
    assert "Resume practice, 0 of 3" in words


def test_home_passes_over_a_practice_that_lay_idle_for_a_week(alice, alice_client):
    start(alice, questions(1), now=NOW - 8 * DAY)

    assert "A practice is open" not in text(alice_client.get("/"))


# The exam


@pytest.mark.parametrize(
    ("exam_in", "sentence"),
    [
        (None, "No exam date yet. Set it , and this page"),
        (-1, "Your exam date has passed. Set the next"),
        (0, "Your exam is today . Read calmly"),
        (1, "Exam in 1 day , on 3 March. With 9 new questions a day you will have seen all of them by then."),
        (7, "Exam in 7 days , on 9 March. With 2 new questions a day you will have seen all of them by then."),
        (10, "Exam in 10 days , on 12 March. With 3 new questions a day you will have seen all of them a week before."),
    ],
)
def test_home_counts_down_to_the_exam(alice, alice_client, exam_in, sentence):
    questions(9)
    alice.exam_on = None if exam_in is None else TODAY + exam_in * DAY
    alice.save()

    assert sentence in text(alice_client.get("/"))


def test_home_counts_down_to_a_groups_exam_without_an_own_one_ahead(alice, alice_client):
    for days in (20, 5):
        group = StudyGroupFactory(exam_on=TODAY + days * DAY)
        MembershipFactory(group=group, user=alice)
    assert "Exam in 5 days" in text(alice_client.get("/"))

    alice.exam_on = TODAY - DAY
    alice.save()
    assert "Exam in 5 days" in text(alice_client.get("/"))
    alice.exam_on = TODAY + 9 * DAY
    alice.save()
    assert "Exam in 9 days" in text(alice_client.get("/"))


def test_home_says_when_every_question_was_seen(alice, alice_client):
    alice.exam_on = TODAY + 9 * DAY
    alice.save()
    answer(start(alice, questions(1)), 1)

    assert "You have seen every question." in text(alice_client.get("/"))


@pytest.mark.parametrize(
    ("unseen", "days_left", "a_day"),
    [(0, 30, 0), (23, 30, 1), (24, 30, 2), (230, 30, 10), (10, 8, 10), (10, 7, 2), (10, 1, 10), (10, 0, 10)],
)
def test_new_a_day_sees_all_a_week_before_or_by_the_exam(unseen, days_left, a_day):
    assert new_a_day(unseen, days_left) == a_day


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "evening"),
        (4, "evening"),
        (5, "morning"),
        (11, "morning"),
        (12, "afternoon"),
        (17, "afternoon"),
        (18, "evening"),
        (23, "evening"),
    ],
)
def test_greeting_fits_the_hour(hour, words):
    assert greeting(hour) == f"Good {words}"


def test_home_greets_by_the_clock_of_the_learner(alice, alice_client):
    alice.time_zone = "Asia/Tokyo"
    alice.save()

    assert "Good evening, Alice" in text(alice_client.get("/"))


# Where one stands


def test_home_shows_the_services_that_need_it_most(alice, alice_client):
    for number in range(7):
        ServiceFactory(name=f"Service {number}", order=number)
    answer(start(alice, questions(1, service=ServiceFactory(name="Begun", order=9))), 1)
    words = text(alice_client.get("/"))

    assert words.index("Begun") < words.index("Service 0")
    assert "Service 4" in words
    assert "Service 5" not in words


def test_home_shows_groups_with_place_level_and_gain(alice, alice_client):
    assert "begin a group" in text(alice_client.get("/"))
    rows = questions(1)
    group = StudyGroupFactory(name="Team Nimbus", services=[rows[0].service])
    MembershipFactory(group=group, user=alice, now=NOW)
    answer(start(alice, rows), 1)
    page = alice_client.get("/")

    assert "Team Nimbus" in text(page)
    assert "on the board" in text(page)
    assert f'href="{group.get_absolute_url()}"' in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("due", [False, True])
def test_home_costs_the_same_for_few_and_for_many(alice, alice_client, number, due, django_assert_num_queries):
    for _ in range(number):
        rows = missed(alice, number) if due else questions(number)
        MembershipFactory(group=StudyGroupFactory(services=[rows[0].service]), user=alice)
    alice_client.get("/")

    with django_assert_num_queries(8 if due else 7):
        alice_client.get("/")


def test_home_knows_no_other_method(alice_client):
    assert alice_client.post("/").status_code == 405
