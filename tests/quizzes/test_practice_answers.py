"""Answering on the page: with and without htmx, refused, forged, twice, late; and what it costs."""

import re

import pytest
from django.urls import reverse

from quizzes import actions
from quizzes.forms import shown_token
from quizzes.models import Question, ReviewCard
from tests.factories import FactFactory, MembershipFactory, NoteFactory, QuestionFactory, StudyGroupFactory
from tests.quizzes.answers import NOW, answer, item_at, questions, right_of, start, wrong_of
from tests.quizzes.pages import (
    HTMX,
    attributes,
    by_id,
    checked,
    live,
    said,
    same_as_a_fresh_load,
    text,
    tree,
    url,
    walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def test_answer_redirects_to_the_same_address_which_shows_the_feedback(alice_client, attempt, item_url):
    response = alice_client.post(item_url, {"chosen": right_of(item_at(attempt, 1))})
    page = alice_client.get(item_url)

    assert (response.status_code, response.headers["Location"]) == (302, item_url)
    assert "Correct. The answer is" in text(page)
    assert "This says why the design called a" in text(page)
    assert "Counted: it comes back when you are about to forget it." in text(page)


@pytest.mark.parametrize("is_right", [True, False])
@pytest.mark.parametrize("multiple", [False, True])
def test_answer_by_htmx_gives_the_feedback_as_a_fresh_load_does(alice, alice_client, multiple, is_right):
    questions(3, multiple=multiple)
    attempt = start(alice)
    item = item_at(attempt, 1)
    fragment = alice_client.post(
        url("attempt_item", attempt, 1), {"chosen": right_of(item) if is_right else wrong_of(item)}, **HTMX
    )

    assert same_as_a_fresh_load(fragment, alice_client.get(url("attempt_item", attempt, 1)))
    answer_letters = " and ".join(sorted(right_of(item)))
    assert live(fragment) == f"{'Correct' if is_right else 'Incorrect'}. The answer is {answer_letters}."
    assert by_id(tree(fragment), "verdict").name == "h2"
    assert "autofocus" in attributes(by_id(tree(fragment), "verdict"))
    assert ("1 of 2 right" in text(fragment)) is (multiple and not is_right)


def test_answer_feedback_explains_choice_and_key_and_folds_the_others(alice, alice_client):
    fact = FactFactory(changed="Older guides say three.", block_html="<p>Copies lag behind.</p>")
    fact.note = NoteFactory(service=fact.service, title="Replicas")
    fact.save()
    QuestionFactory(service=fact.service, fact=fact, published=True)
    attempt = start(alice)
    item = item_at(attempt, 1)
    fragment = alice_client.post(url("attempt_item", attempt, 1), {"chosen": wrong_of(item)}, **HTMX)
    words, body = text(fragment), fragment.content.decode()

    assert words.count("Key") == words.count("Your choice") == 1
    assert body.count("<details") == 2
    for sentence in ("Copies lag behind.", "› Replicas", "checked", "Older guides say three.", "Report a problem"):
        assert sentence in words
    assert f'href="{fact.get_absolute_url()}"' in body
    # Options keep their places.
    places = [body.index(f"Use the design called {key}") for key in item.option_order]
    assert places == sorted(places)


def test_answer_takes_the_seconds_from_the_mark_of_the_page(alice_client, attempt, stopped_clock):
    item_url = url("attempt_item", attempt, 2)
    page = alice_client.get(item_url).content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)[1]
    stopped_clock.shift(42)
    alice_client.post(item_url, {"chosen": "A", "shown": shown})

    assert item_at(attempt, 2).seconds == 42


@pytest.mark.parametrize("shown", [None, "", "forged", "MTc3MjQ0:1abc:xyz", "\x00", "é" * 50, "x" * 5000])
def test_answer_with_a_missing_or_forged_mark_is_taken_untimed(alice_client, attempt, item_url, shown):
    data = {"chosen": "A"} | ({} if shown is None else {"shown": shown})

    assert alice_client.post(item_url, data).status_code == 302
    assert (item_at(attempt, 1).is_graded, item_at(attempt, 1).seconds) == (True, None)


def test_answer_with_the_mark_of_another_item_is_taken_untimed(alice_client, attempt, item_url):
    alice_client.post(item_url, {"chosen": "A", "shown": shown_token(item_at(attempt, 2))})

    assert (item_at(attempt, 1).is_graded, item_at(attempt, 1).seconds) == (True, None)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "Choose an answer first."),
        (["A", "B"], "Choose one answer only."),
        (["F"], "That choice does not belong to this question."),
        (["e"], "That choice does not belong to this question."),
        (["A", "zz"], "That choice does not belong to this question."),
        (["1"], "That choice does not belong to this question."),
        (["x" * 10_000], "That choice does not belong to this question."),
        (["\x00"], "That choice does not belong to this question."),
        ([*"ABCDEF", *"ghijklm"], "That choice does not belong to this question."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_answer_refused_says_why_and_changes_nothing(alice_client, attempt, item_url, chosen, sentence, headers):
    response = alice_client.post(item_url, {"chosen": chosen}, **headers)
    if not headers:
        assert len(response.headers["Location"]) < 300
        response = alice_client.get(response.headers["Location"])

    assert sentence in text(response)
    assert not item_at(attempt, 1).is_graded


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_answer_refused_keeps_the_ticks_and_focuses_the_first_option(alice, alice_client, headers):
    questions(1, multiple=True)
    attempt = start(alice)
    response = alice_client.post(url("attempt_item", attempt, 1), {"chosen": ["D"]}, **headers)
    page = response if headers else alice_client.get(response.headers["Location"])

    assert checked(page) == ["D"]
    assert "Choose 2: you have chosen 1 so far." in text(page)
    [focused] = [attributes(e) for e in walk(tree(page)) if "autofocus" in attributes(e)]
    assert (focused["name"], focused["value"]) == ("chosen", "A")


def test_answer_refused_by_htmx_equals_the_page_after_the_redirect(alice_client, item_url):
    fragment = alice_client.post(item_url, {"chosen": []}, **HTMX)
    redirect = alice_client.post(item_url, {"chosen": []})

    assert same_as_a_fresh_load(fragment, alice_client.get(redirect.headers["Location"]))


def test_answer_refused_by_htmx_keeps_the_clock_running(alice_client, attempt, item_url):
    mark = shown_token(item_at(attempt, 1))

    assert f'value="{mark}"' in alice_client.post(item_url, {"shown": mark}, **HTMX).content.decode()
    assert "forged" not in alice_client.post(item_url, {"shown": "forged"}, **HTMX).content.decode()


def test_answer_ignores_fields_that_are_not_its_own(alice, alice_client, attempt, item_url, bob):
    alice_client.post(
        item_url,
        {
            "chosen": wrong_of(item_at(attempt, 1)),
            "is_correct": "1",
            "is_counted": "0",
            "seconds": "1",
            "user": bob.pk,
            "position": "2",
            "graded_at": "2020-01-01",
            "version": "99",
        },
    )
    item = item_at(attempt, 1)

    assert (item.is_correct, item.is_counted, item.user, item.seconds) == (False, True, alice, None)
    assert not item_at(attempt, 2).is_graded


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_answer_sent_twice_is_one_and_the_replies_are_alike(alice_client, attempt, item_url, headers):
    data = {"chosen": wrong_of(item_at(attempt, 1))}
    first = alice_client.post(item_url, data, **headers)
    second = alice_client.post(item_url, data, **headers)

    assert str(tree(first)) == str(tree(second))
    assert first.headers.get("Location") == second.headers.get("Location")
    assert (attempt.items.count(), ReviewCard.objects.get().reps) == (4, 1)
    assert said(second) == []


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_answer_changed_later_leaves_the_first_and_says_so(alice_client, attempt, item_url, headers):
    item = item_at(attempt, 1)
    alice_client.post(item_url, {"chosen": wrong_of(item)}, **headers)
    page = alice_client.post(item_url, {"chosen": right_of(item)}, follow=True, **headers)

    assert "Incorrect. The answer is" in text(page)
    assert "You had answered this one before. The first answer stands." in text(page)
    assert item_at(attempt, 1).is_correct is False


def test_answer_in_a_second_tab_is_the_truth_of_the_first(alice, alice_client, attempt, item_url):
    other_tab = alice_client.get(item_url)
    alice_client.post(item_url, {"chosen": "A"})
    other_tab = alice_client.post(item_url, {"chosen": "B"}, **HTMX)

    assert same_as_a_fresh_load(
        type(other_tab)(other_tab.content.split(b'<ul class="messages"')[0]), alice_client.get(item_url)
    )


def test_answer_after_the_end_leads_to_the_results(alice_client, attempt, item_url):
    answer(attempt, 2)
    actions.submit_attempt(attempt=attempt, now=NOW)
    plain = alice_client.post(item_url, {"chosen": "A"})
    by_htmx = alice_client.post(item_url, {"chosen": "A"}, **HTMX)

    assert plain.headers["Location"] == by_htmx.headers["HX-Redirect"] == url("attempt_results", attempt)
    assert (by_htmx.status_code, by_htmx.content) == (204, b"")
    assert "This set has ended" in text(alice_client.get(url("attempt_results", attempt)))
    assert not item_at(attempt, 1).is_graded


def test_answer_to_a_withdrawn_question_is_shown_as_not_counted(alice_client, attempt, item_url):
    Question.objects.update(state="retired")
    page = alice_client.post(item_url, {"chosen": right_of(item_at(attempt, 1))}, **HTMX)

    assert "Not counted. The question had been withdrawn." in text(page)


def test_answer_without_a_token_is_refused(alice, attempt, item_url):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)

    assert strict.post(item_url, {"chosen": "A"}).status_code == 403
    assert not item_at(attempt, 1).is_graded


def test_answer_of_one_signed_out_leads_to_sign_in_and_back(visitor, attempt, item_url):
    plain = visitor.post(item_url, {"chosen": "A"})
    by_htmx = visitor.post(item_url, {"chosen": "A"}, **HTMX)

    assert plain.headers["Location"] == by_htmx.headers["HX-Redirect"] == f"{reverse('account_login')}?next={item_url}"


@pytest.mark.parametrize(("groups", "statements"), [(0, 12), (1, 13), (3, 13)])
@pytest.mark.parametrize("number", [1, 3])
def test_answer_costs_at_most_fourteen_statements(
    alice, alice_client, groups, statements, number, django_assert_num_queries
):
    rows = questions(number)
    for _ in range(groups):
        MembershipFactory(group=StudyGroupFactory(services=[rows[0].service]), user=alice)
    attempt = start(alice)
    data = {"chosen": wrong_of(item_at(attempt, 1))}

    assert statements <= 14
    with django_assert_num_queries(statements):
        alice_client.post(url("attempt_item", attempt, 1), data, **HTMX)
