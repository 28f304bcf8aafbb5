"""The pages of a sitting: the builder, the review, resuming, and one question as it is shown."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from quizzes.models import Attempt, AttemptItem, ProblemReport
from tests.factories import NoteFactory, QuestionFactory
from tests.quizzes.answers import NOW, answer, questions, start
from tests.quizzes.pages import (
    HTMX,
    attributes,
    live,
    same_as_a_fresh_load,
    text,
    title,
    tree,
    url,
    walk,
    without_request_id,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
PRACTICE = reverse("quizzes:practice")


# The builder


def test_practice_offers_services_topics_domains_pools_and_lengths(alice_client):
    note = NoteFactory(title="Read replicas")
    page = alice_client.get(PRACTICE)

    assert title(page) == "Practise – StudyHub"
    for words in (
        note.service.name,
        "1 topic",
        "Read replicas",
        "Any exam domain",
        "20 questions",
        "Only ones you marked",
    ):
        assert words in text(page)


@pytest.mark.parametrize("number", [1, 3])
def test_practice_costs_the_same_for_few_and_for_many_topics(alice_client, number, django_assert_num_queries):
    for _ in range(number):
        NoteFactory()
    with django_assert_num_queries(4):
        alice_client.get(PRACTICE)


def test_practice_has_what_an_address_asks_for_ticked(alice_client):
    note = NoteFactory(slug="replicas")
    service = note.service.slug
    page = alice_client.get(
        PRACTICE, {"topics": f"{service}/replicas", "pool": "missed", "length": "20", "domain": "2"}
    )
    body = page.content.decode()

    assert re.search(rf'value="{service}/replicas" checked', body)
    assert re.search(r'value="missed"[^>]* checked', body)
    assert re.search(r'<option value="20" selected', body)
    assert re.search(r'<option value="2" selected', body)
    assert "<details open>" in body


@pytest.mark.parametrize("query", ["pool=no-such", "services=%00", "length=999&domain=-1", "topics=" + "x" * 3000])
def test_practice_shrugs_at_an_address_that_asks_for_nonsense(alice_client, query):
    assert alice_client.get(f"{PRACTICE}?{query}").status_code == 200


def test_practice_starts_what_was_asked_for(alice, alice_client):
    inside, outside = QuestionFactory(published=True), QuestionFactory(published=True)
    NoteFactory(service=inside.service)
    response = alice_client.post(PRACTICE, {"services": inside.service.slug, "pool": "all", "length": "5"})
    attempt = Attempt.objects.get()

    assert response.headers["Location"] == url("attempt_item", attempt, 1)
    assert (attempt.user, attempt.kind, attempt.length) == (alice, "practice", 1)
    assert [item.question for item in attempt.items.all()] == [inside] != [outside]


def test_practice_with_nothing_chosen_draws_ten_from_everything(alice_client):
    questions(12)
    alice_client.post(PRACTICE)

    assert Attempt.objects.get().length == 10


def test_practice_that_fits_nothing_says_so_and_keeps_what_was_asked(alice_client):
    note = NoteFactory()
    response = alice_client.post(
        PRACTICE, {"services": note.service.slug, "pool": "missed", "length": "20", "domain": "3"}, follow=True
    )

    [(address, status)] = response.redirect_chain
    assert (status, address) == (302, f"{PRACTICE}?services={note.service.slug}&domain=3&pool=missed&length=20")
    assert "Nothing that fits is waiting to be put right" in text(response)
    assert re.search(rf'value="{note.service.slug}" checked', response.content.decode())


@pytest.mark.parametrize(
    "forged", [{"services": "no-such"}, {"topics": "a/b"}, {"pool": "x"}, {"length": "9999"}, {"domain": "7"}]
)
def test_practice_with_a_forged_choice_says_so_at_the_field(alice_client, forged):
    questions(1)
    page = alice_client.post(PRACTICE, forged)

    assert page.status_code == 200
    assert "That choice is not on the list. Choose again." in text(page)
    assert Attempt.objects.count() == 0


def test_practice_ignores_fields_that_are_not_its_own(alice, alice_client, bob):
    questions(1)
    alice_client.post(PRACTICE, {"user": bob.pk, "kind": "review", "questions": "1", "submitted_at": "2026-01-01"})
    attempt = Attempt.objects.get()

    assert (attempt.user, attempt.kind, attempt.submitted_at) == (alice, "practice", None)


def test_practice_shows_the_open_one_in_place_of_the_form(alice_client, attempt):
    answer(attempt, 1)
    page = alice_client.get(PRACTICE)

    assert "Practice of 3 questions is open" in text(page)
    assert "1 answered" in text(page)
    assert "Start practising" not in text(page)
    assert alice_client.post(PRACTICE).headers["Location"].startswith(PRACTICE)
    assert Attempt.objects.count() == 1


def test_practice_passes_over_one_that_lay_idle_for_a_week(alice, alice_client):
    questions(1)
    old = start(alice, now=NOW - dt.timedelta(days=8))

    assert "Start practising" in text(alice_client.get(PRACTICE))
    alice_client.post(PRACTICE)
    old.refresh_from_db()
    assert (old.is_open, Attempt.objects.count()) == (False, 2)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_practice_knows_no_other_method(alice_client, method):
    assert getattr(alice_client, method)(PRACTICE).status_code == 405


# Review


def test_review_takes_what_is_due_and_resumes_what_is_open(alice, alice_client):
    questions(2)
    yesterday = NOW - dt.timedelta(days=1)
    attempt = start(alice, now=yesterday)
    answer(attempt, 1, is_right=False, now=yesterday)
    response = alice_client.post(reverse("quizzes:review"))
    review = Attempt.objects.get(kind="review")

    assert response.headers["Location"] == url("attempt_item", review, 1)
    assert review.length == 1
    again = alice_client.post(reverse("quizzes:review"))
    assert again.headers["Location"] == url("attempt_resume", review)


def test_review_with_nothing_due_leads_to_the_builder_and_says_so(alice_client):
    page = alice_client.post(reverse("quizzes:review"), follow=True)

    assert page.redirect_chain[0][0].startswith(PRACTICE)
    assert "Nothing is due today. Practise something new instead." in text(page)


def test_review_and_marks_and_redo_can_be_visited_after_signing_in_again(alice_client, attempt):
    """Who was signed out in between comes back to the address of the form by GET."""
    assert alice_client.get(reverse("quizzes:review")).headers["Location"] == "/"
    assert alice_client.get(url("flag_item", attempt, 1)).headers["Location"] == url("attempt_item", attempt, 1)
    assert alice_client.get(url("attempt_redo", attempt)).headers["Location"] == url("attempt_results", attempt)
    assert Attempt.objects.count() == 1


# Resuming


def test_attempt_resume_leads_to_the_first_that_waits(alice_client, attempt):
    answer(attempt, 1)
    assert alice_client.get(url("attempt_resume", attempt)).headers["Location"] == url("attempt_item", attempt, 2)
    answer(attempt, 2)
    answer(attempt, 3)
    assert alice_client.get(url("attempt_resume", attempt)).headers["Location"] == url("attempt_results", attempt)


# One question


def test_attempt_item_shows_the_question_open(alice_client, attempt, item_url):
    page = alice_client.get(item_url)

    assert title(page) == "Question 1 of 3 – StudyHub"
    assert page.headers["Cache-Control"] == "no-store, private"
    letters = [attributes(e)["value"] for e in walk(tree(page)) if attributes(e).get("name") == "chosen"]
    assert letters == ["A", "B", "C", "D"]
    assert "Check" in text(page)
    assert "Why not" not in text(page)


def test_attempt_item_reads_without_writing(alice_client, attempt, item_url, django_assert_num_queries):
    with django_assert_num_queries(4) as captured:
        alice_client.get(item_url)
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)


def test_attempt_item_costs_the_same_whatever_the_set_and_the_history(alice, alice_client, django_assert_num_queries):
    rows = questions(8)
    for _ in range(2):
        old = start(alice, rows)
        for position in range(1, 9):
            answer(old, position)
    attempt = start(alice, rows)
    for address in (url("attempt_item", attempt, 1), url("attempt_item", old, 1)):
        for headers in ({}, HTMX):
            with django_assert_num_queries(4):
                alice_client.get(address, **headers)


def test_attempt_item_fragment_equals_a_fresh_load(alice_client, attempt, item_url):
    fragment = alice_client.get(item_url, **HTMX)

    assert same_as_a_fresh_load(fragment, alice_client.get(item_url))
    assert (title(fragment), live(fragment)) == ("Question 1 of 3 – StudyHub", "")


def test_attempt_item_gives_htmx_the_whole_page_for_any_other_target(alice_client, item_url):
    page = alice_client.get(item_url, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="main")

    assert page.content.startswith(b"<!doctype html>")


def test_attempt_item_focuses_the_heading_and_never_an_option(alice_client, item_url):
    focused = [e for e in walk(tree(alice_client.get(item_url, **HTMX))) if "autofocus" in attributes(e)]

    assert [element.name for element in focused] == ["h1"]


@pytest.mark.parametrize(
    "path", ["0/", "4/", "99999/", "9" * 30 + "/", "9" * 5000 + "/", "1/flag/", "4/flag/", "4/report/"]
)
def test_items_that_are_not_there_are_not_found(alice_client, attempt, path):
    expected = 302 if path == "1/flag/" else 404
    assert alice_client.get(f"{PRACTICE}{attempt.slug}/{path}").status_code == expected
    assert alice_client.post(f"{PRACTICE}{attempt.slug}/{path}", {"chosen": "A"}).status_code == expected


@pytest.mark.parametrize("name", ["attempt_resume", "attempt_end", "attempt_results", "attempt_redo"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_sitting_of_another_is_as_one_that_never_was(charlie_client, attempt, name, method):
    foreign = getattr(charlie_client, method)(url(name, attempt))
    absent = getattr(charlie_client, method)(reverse(f"quizzes:{name}", args=["neverwas"]))

    assert foreign.status_code == absent.status_code == (405 if method == "post" and "res" in name else 404)
    assert without_request_id(foreign) == without_request_id(absent)


@pytest.mark.parametrize("name", ["attempt_item", "flag_item", "report_item"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_item_of_another_is_as_one_that_never_was(charlie_client, attempt, name, method, headers):
    data = {"chosen": "A", "flag": "on", "reason": "unclear"}
    foreign = getattr(charlie_client, method)(url(name, attempt, 1), data, **headers)
    absent = getattr(charlie_client, method)(reverse(f"quizzes:{name}", args=["neverwas", 1]), data, **headers)

    assert foreign.status_code == absent.status_code == 404
    assert without_request_id(foreign) == without_request_id(absent)
    assert not AttemptItem.objects.exclude(graded_at=None, is_flagged=False).exists()
    assert ProblemReport.objects.count() == 0


@pytest.mark.parametrize("name", ["attempt_item", "flag_item", "report_item"])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_item_knows_no_other_method(alice_client, attempt, name, method):
    assert getattr(alice_client, method)(url(name, attempt, 1)).status_code == 405
