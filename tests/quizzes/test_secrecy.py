"""Before an item is graded, nothing that a learner can get tells its key or the reasons."""

import base64
import json
import re
from collections import Counter

import pytest
from django.urls import reverse

from quizzes import actions
from quizzes.models import Question
from tests.conftest import signed_in
from tests.factories import NoteFactory, OptionFactory, QuestionFactory, ServiceFactory
from tests.quizzes.answers import answer, item_at, right_of, start, wrong_of
from tests.quizzes.pages import HTMX, attributes, text, tree, url, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
CANARY = "zugunruhe"


def secret_question(service, number, *, multiple=False, right="a"):
    """A question whose reasons each hold the canary, its own number, and whether they are for the key."""
    question = QuestionFactory(
        service=service,
        multiple=multiple,
        with_options=False,
        stem=f"Which two designs are of company {number}?" if multiple else f"Which design is of company {number}?",
    )
    for key in "abcde" if multiple else "abcd":
        is_key = key in right
        OptionFactory(
            question=question,
            key=key,
            is_key=is_key,
            text=f"Use the design called {key}",
            rationale=f"{CANARY}{number}{'yes' if is_key else 'no'}",
            fact=question.fact if is_key else None,
        )
    actions.publish_question(question=question, by=None, reviewed_by="pack")
    return question


@pytest.fixture
def bank(db):
    """One service with a note and four questions, of which two ask for two."""
    service = ServiceFactory()
    NoteFactory(service=service)
    return [
        secret_question(service, 1, right="a"),
        secret_question(service, 2, right="d"),
        secret_question(service, 3, multiple=True, right="ac"),
        secret_question(service, 4, multiple=True, right="de"),
    ]


def everything(response):
    """All that came over the wire: status line, headers, cookies, body."""
    return f"{response.status_code}\n{response.headers}\n{response.cookies}\n".encode() + response.content


def crawl(client, attempt):
    """Every answer that a learner with an open sitting can get without answering."""
    service = Question.objects.first().service
    for item in attempt.items.filter(graded_at=None):
        place = url("attempt_item", attempt, item.position)
        for headers in (
            {},
            HTMX,
            {"HTTP_HX_REQUEST": "true"},
            {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "verdict"},
        ):
            yield client.get(place, **headers)
            yield client.head(place, **headers)
            for chosen in ([], ["A", "B", "C"], ["F"], ["zz"]):
                yield client.post(place, {"chosen": chosen}, follow=True, **headers)
            yield client.get(place, {"refused": "1", "chosen": ["A", "B", "C"]}, **headers)
            yield client.get(place, {"answered": "1", "graded": "1", "verdict": "1"}, **headers)
        yield client.put(place)
        for flag in ("on", "off"):
            yield client.post(f"{place}flag/", {"flag": flag}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="flag")
        yield client.get(f"{place}report/")
        yield client.post(f"{place}report/", {"reason": "no-such"})
        yield client.post(f"{place}report/", {"reason": "wrong_key", "text": "Is it?"}, follow=True)
    for name in ("attempt_resume", "attempt_end", "attempt_results", "attempt_redo"):
        for headers in ({}, HTMX):
            yield client.get(url(name, attempt), follow=not headers, **headers)
    yield client.get(f"{url('attempt_resume', attempt)}99/")
    for name in ("home", "library", "quizzes:practice", "groups:group_list", "accounts:settings", "about"):
        yield client.get(reverse(name))
    for words in ("company", "design called a", Question.objects.first().key, service.slug):
        yield client.get(reverse("search"), {"q": words})
        yield client.get(reverse("search"), {"q": words}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="results")
    yield client.get(service.get_absolute_url())
    for question in Question.objects.select_related("fact"):
        yield client.get(reverse("services:fact", args=[question.fact.key]), follow=True)
        yield client.get(reverse("services:fact_source", args=[service.slug, question.fact.key]))
    yield client.post(reverse("accounts:export_data"))


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else everything(response)


def test_nothing_a_learner_can_get_holds_a_reason_before_the_answer(alice, alice_client, bank):
    attempt = start(alice)
    answers = [body_of(response) for response in crawl(alice_client, attempt)]

    assert len(answers) > 150
    assert [answer for answer in answers if CANARY.encode() in answer or b"is_key" in answer] == []
    assert attempt.items.filter(graded_at=None).count() == 4


def test_feedback_of_one_item_tells_nothing_of_the_others(alice, alice_client, bank):
    attempt = start(alice)
    item = item_at(attempt, 1)
    number = bank.index(item.question) + 1
    feedback = alice_client.post(url("attempt_item", attempt, 1), {"chosen": wrong_of(item)}, **HTMX)
    asked = feedback.content.decode()

    assert set(re.findall(rf"{CANARY}\d", asked)) == {f"{CANARY}{number}"}
    # It comes again: until then the repeat tells nothing, and neither does anything else of the sitting.
    repeat = url("attempt_item", attempt, 5)
    assert CANARY not in alice_client.get(repeat).content.decode()
    for response in crawl(alice_client, attempt):
        found = set(re.findall(rb"zugunruhe\d", body_of(response)))
        assert found == set()


def test_search_finds_no_reasons(alice_client, bank):
    found = alice_client.get(reverse("search"), {"q": f"{CANARY}1yes"})

    assert f"Nothing was found for “{CANARY}1yes”." in text(found)


def test_answers_of_one_learner_tell_another_nothing(alice, bob, bank):
    mine, theirs = start(alice), start(bob)
    for position in range(1, 5):
        answer(mine, position)
    for response in crawl(signed_in(bob), theirs):
        assert CANARY.encode() not in body_of(response)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_open_item_is_the_same_page_whichever_option_is_right(alice, alice_client, headers):
    service = ServiceFactory()
    pages = []
    for right in "abcd":
        question = secret_question(service, 1, right=right)
        attempt = start(alice, [question])
        attempt.items.update(option_order="cadb")
        page = alice_client.get(url("attempt_item", attempt, 1), **headers)
        pages.append(str(tree(page)).replace(attempt.slug, ""))
        actions.submit_attempt(attempt=attempt, now=attempt.started_at)

    assert len(set(pages)) == 1


def test_option_rows_differ_in_letter_and_text_alone(alice, alice_client, bank):
    attempt = start(alice)
    for position in range(1, 5):
        page = tree(alice_client.get(url("attempt_item", attempt, position)))
        inputs = [attributes(e) for e in walk(page) if attributes(e).get("name") == "chosen"]
        labels = [attributes(e) for e in walk(page) if e.name == "label"]
        assert [given.pop("value") for given in inputs] == list("ABCDE"[: len(inputs)])
        assert len({tuple(sorted(given.items())) for given in inputs}) == 1
        assert len({tuple(sorted(given.items())) for given in labels}) == 1


def test_open_item_names_neither_ids_nor_facts(alice, alice_client, bank):
    """Editors tend to write the right option first; its id would tell."""
    attempt = start(alice)
    for item in attempt.items.select_related("question__fact"):
        body = alice_client.get(url("attempt_item", attempt, item.position)).content.decode()
        assert re.findall(r'value="[a-f]"', body) == []
        assert item.option_order not in body
        assert item.question.fact.key not in body
        assert item.question.key not in body


def test_mark_of_the_time_holds_nothing_but_the_time(alice, alice_client, bank):
    attempt = start(alice)
    page = alice_client.get(url("attempt_item", attempt, 1)).content.decode()
    mark = re.search(r'name="shown" value="([^"]+)"', page)[1].split(":")[0]

    assert json.loads(base64.urlsafe_b64decode(mark + "==")) == int(attempt.started_at.timestamp())


def test_refusal_is_the_same_for_right_and_wrong_choices(alice, alice_client, bank):
    attempt = start(alice)
    item = next(item for item in attempt.items.select_related("version") if item.version.keys_needed == 2)
    place = url("attempt_item", attempt, item.position)
    sentences = {
        re.search(r"Choose 2: [^<]+", text(alice_client.post(place, {"chosen": [letter]}, **HTMX)))[0].split(
            "Question"
        )[0]
        for letter in "ABCDE"
    }

    assert len({sentence.split(".")[0] for sentence in sentences}) == 1


def test_place_of_the_key_on_the_page_is_even(alice, alice_client):
    """Through the page itself, 160 sittings: chi-square with 3 degrees of freedom, passed by chance once in 10,000."""
    question = secret_question(ServiceFactory(), 1, right="a")
    places = Counter()
    for seed in range(160):
        attempt = start(alice, [question], seed=seed)
        page = text(alice_client.get(url("attempt_item", attempt, 1), **HTMX))
        shown = re.findall(r"([A-D]): Use the design called ([a-d])", page)
        places[next(letter for letter, key in shown if key == "a")] += 1
        assert right_of(item_at(attempt, 1)) == [next(letter for letter, key in shown if key == "a")]
        actions.submit_attempt(attempt=attempt, now=attempt.started_at)

    assert sum((places[letter] - 40) ** 2 / 40 for letter in "ABCD") < 21.1
