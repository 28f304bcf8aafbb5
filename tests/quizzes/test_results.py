"""What a sitting came to, what to look at in it, and what to do next."""

import datetime as dt

import pytest

from quizzes import actions
from quizzes.models import Attempt, AttemptItem
from quizzes.views.results import filtered, pace, tallies
from tests.factories import FactFactory, NoteFactory, QuestionFactory, ServiceFactory
from tests.quizzes.answers import NOW, answer, item_at, questions, start
from tests.quizzes.pages import HTMX, text, title, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def with_topic(service, slug):
    """A published question that a topic of its own settles."""
    note = NoteFactory(service=service, slug=slug, title=f"About {slug}")
    return QuestionFactory(service=service, fact=FactFactory(service=service, note=note), published=True)


def study(user, rows, verdicts, *, now=NOW):
    """A sitting in which the items were answered right ("r"), wrong ("w") or not ("-"), and which has ended."""
    attempt = start(user, rows, now=now)
    for position, verdict in enumerate(verdicts, start=1):
        if verdict != "-":
            answer(attempt, position, is_right=verdict == "r", now=now)
    return actions.submit_attempt(attempt=attempt, now=now)


def test_attempt_results_show_score_services_domains_pace_and_what_comes_back(alice, alice_client):
    rds, aurora = ServiceFactory(name="Amazon RDS"), ServiceFactory(name="Amazon Aurora")
    rows = [*questions(2, service=rds), *questions(2, service=aurora)]
    page = alice_client.get(url("attempt_results", study(alice, rows, "rwr-")))
    words = text(page)

    assert title(page) == "Results: 2 of 3 – StudyHub"
    for sentence in (
        "Practice results",
        "Monday 2 March, 09:00 · 20 seconds for a typical answer",
        "Right at the first try 2 of 3",
        "3 of 3 answers moved your memory.",
        "1 question had no answer.",
        "1 question of these comes back by tomorrow, 2 later.",
        "Redo the 1 you missed",
        "Question 4: no answer",
        "Resilient 2 of 3",
    ):
        assert sentence in words
    assert words.count("Amazon RDS") == words.count("Amazon Aurora") == 1


def test_attempt_results_of_nothing_answered_say_what_to_do(alice, alice_client):
    page = alice_client.get(url("attempt_results", study(alice, questions(2), "--")))

    assert title(page) == "Results – StudyHub"
    assert "No question was answered" in text(page)
    assert "Choose questions" in text(page)


def test_attempt_results_do_not_count_repeats(alice, alice_client):
    attempt = start(alice, questions(1))
    answer(attempt, 1, is_right=False)
    answer(attempt, 2)

    assert "Right at the first try 0 of 1" in text(alice_client.get(url("attempt_results", attempt)))


def test_attempt_results_tell_extra_practice(alice, alice_client):
    rows = questions(2)
    study(alice, rows, "rr")
    words = text(alice_client.get(url("attempt_results", study(alice, rows, "rr"))))

    assert "0 of 2 answers moved your memory; the rest was extra practice." in words
    assert "All of these come back later than tomorrow." in words


def test_attempt_results_of_an_open_one_lead_back_to_it(alice_client, attempt):
    assert alice_client.get(url("attempt_results", attempt)).headers["Location"] == url("attempt_resume", attempt)
    by_htmx = alice_client.get(url("attempt_results", attempt), **HTMX)
    assert by_htmx.headers["HX-Redirect"] == url("attempt_resume", attempt)


def test_attempt_results_lists_alone_what_was_missed_marked_or_slow(alice, alice_client):
    rows = questions(4)
    attempt = start(alice, rows)
    answer(attempt, 1, is_right=False)
    answer(attempt, 2)
    answer(attempt, 3, seconds=181)
    answer(attempt, 4, seconds=180)
    actions.flag_question(item=item_at(attempt, 2), is_flagged=True)
    actions.submit_attempt(attempt=attempt, now=NOW)

    def listed(only):
        body = alice_client.get(url("attempt_results", attempt), {"only": only}).content.decode()
        return [position for position in range(1, 5) if f'href="{url("attempt_item", attempt, position)}"' in body]

    assert [listed(only) for only in ("", "missed", "marked", "slow", "no-such")] == [
        [1, 2, 3, 4],
        [1],
        [2],
        [3],
        [1, 2, 3, 4],
    ]
    assert "All Missed 1 Marked 1 Over 3 minutes 1" in text(alice_client.get(url("attempt_results", attempt)))


@pytest.mark.parametrize("number", [1, 3])
def test_attempt_results_cost_the_same_for_few_and_for_many(alice, alice_client, number, django_assert_num_queries):
    service = ServiceFactory()
    rows = [with_topic(service, f"topic{n}") for n in range(number)]
    attempt = study(alice, rows, "w" * number)

    with django_assert_num_queries(5):
        page = alice_client.get(url("attempt_results", attempt))
    assert all(f"{service.short_name}: About topic{n}" in text(page) for n in range(number))


def test_attempt_results_know_no_other_method(alice_client, attempt):
    assert alice_client.post(url("attempt_results", attempt)).status_code == 405


# Redo


def test_attempt_redo_begins_a_practice_of_what_was_missed(alice, alice_client):
    rows = questions(4)
    attempt = study(alice, rows, "wrw-")
    missed = {item.question_id for item in attempt.items.filter(is_correct=False)}
    response = alice_client.post(url("attempt_redo", attempt))
    again = Attempt.objects.open().get()

    assert response.headers["Location"] == url("attempt_item", again, 1)
    assert (again.kind, again.length) == ("practice", 2)
    assert {item.question_id for item in again.items.all()} == missed


def test_attempt_redo_takes_all_that_was_missed(alice, alice_client):
    """A review may be longer than the longest practice."""
    rows = questions(42)
    yesterday = NOW - dt.timedelta(days=1)
    attempt = start(alice, rows, now=yesterday, length=42)
    AttemptItem.objects.filter(attempt=attempt).update(
        is_correct=False, graded_at=yesterday, graded_on=yesterday.date()
    )
    actions.submit_attempt(attempt=attempt, now=NOW)
    alice_client.post(url("attempt_redo", attempt))

    assert Attempt.objects.open().get().length == 42


def test_attempt_redo_leads_to_the_builder_while_another_is_open(alice, alice_client):
    attempt = study(alice, questions(1), "w")
    open_one = start(alice)
    page = alice_client.post(url("attempt_redo", attempt), follow=True)

    assert "You have an open practice." in text(page)
    assert url("attempt_resume", open_one) in page.content.decode()


def test_attempt_redo_of_nothing_missed_leads_back(alice, alice_client):
    attempt = study(alice, questions(1), "r")

    assert alice_client.post(url("attempt_redo", attempt)).headers["Location"] == url("attempt_results", attempt)


def test_attempt_redo_of_withdrawn_questions_says_that_none_fits(alice, alice_client):
    [question] = questions(1)
    attempt = study(alice, [question], "w")
    actions.retire_question(question=question)

    assert "No published question fits." in text(alice_client.post(url("attempt_redo", attempt), follow=True))


# Arithmetic


@pytest.mark.parametrize(("seconds", "median"), [([], None), ([None], None), ([7], 7), ([9, None, 1, 5], 5)])
def test_pace_is_the_median_of_what_was_timed(seconds, median):
    assert pace([AttemptItem(seconds=value) for value in seconds]) == median


def test_tallies_put_the_weakest_first():
    items = [AttemptItem(position=p, is_correct=c) for p, c in [(1, True), (2, False), (3, True), (3, False)]]
    rows = tallies(items, lambda item: f"group {item.position}")

    assert [(name, tally.right, tally.total) for name, tally in rows] == [
        ("group 2", 0, 1),
        ("group 3", 1, 2),
        ("group 1", 1, 1),
    ]


def test_filtered_leaves_out_what_is_empty():
    assert filtered([AttemptItem(is_correct=True, seconds=None), AttemptItem()]) == {}
