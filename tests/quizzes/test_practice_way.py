"""The way through a sitting: on, back, repeats, marks, reports, the end."""

import pytest

from quizzes import actions
from quizzes.models import ProblemReport
from tests.quizzes.answers import NOW, answer, item_at, questions, right_of, start, wrong_of
from tests.quizzes.pages import (
    HTMX,
    by_id,
    links,
    text,
    title,
    tree,
    url,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def test_items_lead_on_over_what_was_skipped_to_the_results(alice_client, attempt):
    first, second, third = (url("attempt_item", attempt, position) for position in (1, 2, 3))

    assert links(alice_client.get(first)).get("p") is None
    assert links(alice_client.get(first))["n"] == second
    assert links(alice_client.get(third))["p"] == second
    assert links(alice_client.get(third))["n"] == first
    answer(attempt, 3)
    page = links(alice_client.get(third))
    assert (page["Enter"], page["n"]) == (first, first)
    answer(attempt, 1)
    assert links(alice_client.get(first))["Enter"] == second
    answer(attempt, 2)
    assert links(alice_client.get(second))["Enter"] == url("attempt_results", attempt)


def test_item_missed_says_that_it_comes_back_and_then_comes_marked(alice_client, attempt, item_url):
    page = alice_client.post(item_url, {"chosen": wrong_of(item_at(attempt, 1))}, **HTMX)
    assert "Comes back in a few questions." in text(page)

    again = url("attempt_item", attempt, 4)
    assert text(alice_client.get(again)).count("again") == 2
    assert "Question 1 of 3, again" in text(alice_client.get(again))
    answered = alice_client.post(again, {"chosen": right_of(item_at(attempt, 4))}, **HTMX)
    assert "Not counted. Came again in the same set." in text(answered)
    # The progress is of questions, not of repeats.
    assert 'value="1" max="3"' in answered.content.decode()


def test_items_answered_stay_readable_after_the_end_and_others_do_not(alice_client, attempt):
    answer(attempt, 1, is_right=False)
    answer(attempt, 3)
    actions.submit_attempt(attempt=attempt, now=NOW)
    first, second, third = (url("attempt_item", attempt, position) for position in (1, 2, 3))
    page = alice_client.get(first)

    assert "Incorrect. The answer is" in text(page)
    assert "Comes back in a few questions." not in text(page)
    assert (links(page)["Enter"], links(page)["n"]) == (url("attempt_results", attempt), third)
    assert links(alice_client.get(third))["p"] == first
    assert alice_client.get(second).headers["Location"] == url("attempt_results", attempt)
    assert alice_client.get(second, **HTMX).headers["HX-Redirect"] == url("attempt_results", attempt)


# Marks


def test_flag_item_marks_and_unmarks(alice_client, attempt, item_url):
    response = alice_client.post(url("flag_item", attempt, 1), {"flag": "on"})

    assert response.headers["Location"] == item_url
    assert item_at(attempt, 1).is_flagged
    assert "Marked – remove the mark" in text(alice_client.get(item_url))
    alice_client.post(url("flag_item", attempt, 1), {"flag": "off"})
    assert not item_at(attempt, 1).is_flagged
    assert "Mark for review" in text(alice_client.get(item_url))


def test_flag_item_fragment_equals_a_fresh_load(alice_client, attempt, item_url):
    fragment = alice_client.post(
        url("flag_item", attempt, 1), {"flag": "on"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="flag"
    )

    assert str(by_id(tree(fragment), "flag")) == str(by_id(tree(alice_client.get(item_url)), "flag"))
    # The focus finds the button again by its id.
    assert by_id(tree(fragment), "flag-button").name == "button"


# Reports


def test_report_item_shows_the_question_and_the_reasons(alice_client, attempt):
    page = alice_client.get(url("report_item", attempt, 1))

    assert title(page) == "Report a problem – StudyHub"
    for words in ("Which design meets the need", "What is wrong?", "The marked answer is wrong", "Send report"):
        assert words in text(page)


def test_report_item_stores_and_returns_to_the_question(alice, alice_client, attempt, item_url):
    page = alice_client.post(url("report_item", attempt, 1), {"reason": "unclear", "text": "Which need?"}, follow=True)
    report = ProblemReport.objects.get()

    assert page.redirect_chain == [(item_url, 302)]
    assert "Thank you. An editor will look at it." in text(page)
    assert (report.user, report.version, report.reason, report.text) == (
        alice,
        item_at(attempt, 1).version,
        "unclear",
        "Which need?",
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": "Kept"}, "Choose what is wrong."),
        ({"reason": "no-such", "text": "Kept"}, "Choose one of the five reasons."),
        ({"reason": "other"}, "Say in a sentence what is wrong."),
        ({"reason": "other", "text": "   "}, "Say in a sentence what is wrong."),
        ({"reason": "unclear", "text": "x" * 2001}, "At most 2,000 characters, please."),
    ],
)
def test_report_item_refused_says_why_and_keeps_what_was_typed(alice_client, attempt, data, sentence):
    page = alice_client.post(url("report_item", attempt, 1), data)

    assert page.status_code == 200
    assert sentence in text(page)
    assert data.get("text", "").strip() in page.content.decode()
    assert ProblemReport.objects.count() == 0


def test_report_item_ignores_fields_that_are_not_its_own(alice_client, attempt, bob):
    alice_client.post(url("report_item", attempt, 1), {"reason": "unclear", "state": "fixed", "user": bob.pk})

    assert (ProblemReport.objects.get().state, ProblemReport.objects.get().user) == ("open", attempt.user)


# Ending


def test_attempt_end_asks_and_ends(alice_client, attempt):
    answer(attempt, 1)
    page = alice_client.get(url("attempt_end", attempt))
    assert "2 questions of 3 have no answer yet." in text(page)
    attempt.refresh_from_db()
    assert attempt.is_open

    response = alice_client.post(url("attempt_end", attempt))
    attempt.refresh_from_db()
    assert response.headers["Location"] == url("attempt_results", attempt)
    assert not attempt.is_open
    assert alice_client.get(url("attempt_end", attempt)).headers["Location"] == url("attempt_results", attempt)


def test_attempt_end_tells_when_only_repeats_are_left(alice, alice_client):
    questions(1)
    attempt = start(alice)
    answer(attempt, 1, is_right=False)

    assert "Only 1 repeat of what you missed is left." in text(alice_client.get(url("attempt_end", attempt)))
