"""The question to try without an account."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from quizzes.models import AttemptItem, DailyTally, Question
from studyhub.views.trial import NEW_QUESTION, order_of, todays_question
from tests.factories import QuestionFactory
from tests.quizzes.answers import NOW
from tests.quizzes.pages import attributes, by_id, live, text, title, tree, walk, without_signals

pytestmark = pytest.mark.django_db
TRIAL = reverse("trial")
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "trial"}


@pytest.fixture(autouse=True)
def _stopped_clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def question(db):
    return QuestionFactory(published=True, difficulty=1)


def letter_of(question, key):
    return "ABCD"[order_of(question).index(key)]


def post(client, question, letter, **headers):
    return client.post(TRIAL, {"question": question.key, "chosen": letter}, **headers)


def test_welcome_shows_the_question_open(visitor, question):
    page = visitor.get("/")

    assert title(page) == "StudyHub – study together, remember on exam day"
    assert "Which design meets the need of this company" in text(page)
    assert "This says why" not in text(page)
    assert [attributes(e)["value"] for e in walk(tree(page)) if attributes(e).get("name") == "chosen"] == list("ABCD")


def test_welcome_without_questions_is_welcome_all_the_same(visitor):
    assert "Try one now" not in text(visitor.get("/"))
    assert visitor.post(TRIAL, {"chosen": "A"}, follow=True).status_code == 200


def test_todays_question_is_an_easy_one_another_each_day(question, time_machine):
    second = QuestionFactory(published=True, difficulty=1)
    QuestionFactory(published=True, difficulty=2)
    QuestionFactory(published=True, difficulty=1, multiple=True)
    QuestionFactory(difficulty=1)
    seen = []
    for day in range(4):
        time_machine.move_to(NOW + dt.timedelta(days=day), tick=False)
        seen.append(todays_question())

    assert set(seen) == {question, second}
    assert seen[:2] == seen[2:]


@pytest.mark.parametrize(("key", "verdict"), [("a", "Correct"), ("c", "Incorrect")])
def test_trial_checks_and_can_be_reloaded(visitor, question, key, verdict):
    response = post(visitor, question, letter_of(question, key))
    address = response.headers["Location"]

    assert (response.status_code, address.split("?")[0]) == (302, TRIAL)
    for _ in range(2):
        page = visitor.get(address)
        assert f"{verdict}. The answer is {letter_of(question, 'a')}." in text(page)
        assert "This says why the design called a" in text(page)


def test_trial_by_htmx_equals_the_page_after_the_redirect(visitor, question):
    fragment = post(visitor, question, "B", **HTMX)
    page = visitor.get(post(visitor, question, "B").headers["Location"])

    assert list(map(str, without_signals(tree(fragment)))) == list(map(str, by_id(tree(page), "trial").children))
    assert re.fullmatch(r"(Correct|Incorrect)\. The answer is [A-D]\.", live(fragment))


@pytest.mark.parametrize(
    ("chosen", "sentence"), [([], "Choose an answer first."), (["Z"], "does not belong"), (["AB"], "does not belong")]
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_trial_refused_says_why_and_tells_nothing(visitor, question, chosen, sentence, headers):
    page = visitor.post(TRIAL, {"question": question.key, "chosen": chosen}, follow=True, **headers)

    assert sentence in text(page)
    assert "This says why" not in text(page)


def test_trial_of_yesterdays_question_shows_todays(visitor, question, time_machine):
    QuestionFactory(published=True, difficulty=1)
    shown = todays_question()
    time_machine.move_to(NOW + dt.timedelta(days=1), tick=False)
    page = post(visitor, shown, "A", **HTMX)

    assert todays_question() != shown
    assert NEW_QUESTION in text(page)
    assert "This says why" not in text(page)


@pytest.mark.parametrize("asked", ["", "no-such", "\x00", "x" * 5000])
def test_trial_of_no_such_question_shows_todays(visitor, question, asked):
    page = visitor.post(TRIAL, {"question": asked, "chosen": "A"}, follow=True)

    assert "Try one now" in text(page)
    assert "This says why" not in text(page)


def test_trial_stores_nothing(visitor, question):
    post(visitor, question, "A", **HTMX)

    assert (AttemptItem.objects.count(), DailyTally.objects.count()) == (0, 0)
    assert "session" not in visitor.cookies


def test_trial_order_does_not_follow_the_author(question):
    """Through 60 questions: the right one stands everywhere."""
    orders = set()
    for number in range(60):
        question.current.digest = f"{number}"
        orders.add(order_of(question).index("a"))

    assert orders == {0, 1, 2, 3}


def test_trial_order_stays_the_same_all_day(question):
    assert order_of(question) == order_of(Question.objects.get())
    assert sorted(order_of(question)) == list("abcd")


def test_trial_of_one_signed_in_leads_home(alice_client, question):
    assert post(alice_client, question, "A").headers["Location"] == "/"
    assert alice_client.get(TRIAL, {"question": question.key, "chosen": "A"}).headers["Location"] == "/"


def test_trial_visited_plainly_leads_home(visitor, question):
    assert visitor.get(TRIAL).headers["Location"] == "/"
    assert visitor.put(TRIAL).status_code == 405


def test_trial_costs_two_statements(visitor, question, django_assert_num_queries):
    QuestionFactory.create_batch(3, published=True, difficulty=1)
    shown = todays_question()
    with django_assert_num_queries(2):
        visitor.get("/")
    with django_assert_num_queries(2):
        post(visitor, shown, "A", **HTMX)
