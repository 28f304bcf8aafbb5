"""The fact at the desk: its sources, its dates, and what rests on it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    FactFactory,
    QuestionFactory,
)
from tests.forms_in_pages import add_form, change_url, errors_of, open_form, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exam")]


def test_fact_is_edited_with_one_source_a_line(erin_client, replicas):
    fact = replicas.facts.get()
    fields = open_form(erin_client, fact)

    erin_client.post(change_url(fact), {**fields, "sources": "https://aws.amazon.com/rds/\r\nRDS User Guide"})

    fact.refresh_from_db()
    assert fact.sources == ["https://aws.amazon.com/rds/", "RDS User Guide"]
    assert fact.note == replicas


@pytest.mark.parametrize(
    ("name", "typed", "messages"),
    [
        ("sources", "", ["Name at least one source, an address or a document."]),
        (
            "sources",
            "ftp://example.com\nhttp://example.com",
            [
                "“ftp://example.com” is neither an address that starts with https:// nor the name of a document.",
                "“http://example.com” is neither an address that starts with https:// nor the name of a document.",
            ],
        ),
        (
            "sources",
            "javascript://x",
            ["“javascript://x” is neither an address that starts with https:// nor the name of a document."],
        ),
        ("sources", "x" * 401, [f"A source has at most 400 characters; “{'x' * 40}…” has 401."]),
        ("confidence", "certain", ["Select a valid choice. certain is not one of the available choices."]),
        ("statement", " ", ["This field is required."]),
    ],
)
def test_fact_is_refused_at_the_field(erin_client, replicas, name, typed, messages):
    fact = replicas.facts.get()
    fields = open_form(erin_client, fact)

    response = erin_client.post(change_url(fact), {**fields, name: typed})

    assert errors_of(response) == {name: messages}


@pytest.mark.parametrize(
    ("checked", "expires", "errors"),
    [
        (1, 30, {"checked_on": ["This day is yet to come. Write the day you compared it with its sources."]}),
        (0, 0, {"expires_on": ["A fact wants another look after the day it was checked."]}),
        (0, 121, {"expires_on": ["At most 120 days after the check: 31 March 2026 at the latest."]}),
        (0, 120, None),
    ],
)
def test_dates_of_a_fact_are_in_order(erin_client, replicas, checked, expires, errors, time_machine):
    time_machine.move_to(dt.datetime(2025, 12, 1, 12, tzinfo=dt.UTC))
    fact = replicas.facts.get()
    fields = open_form(erin_client, fact)
    today = timezone.localdate()
    typed = {"checked_on": today + dt.timedelta(checked), "expires_on": today + dt.timedelta(expires)}

    response = erin_client.post(change_url(fact), {**fields, **typed})

    if errors:
        assert errors_of(response) == errors
    else:
        assert response.status_code == 302


@pytest.mark.parametrize("key", ["aurora-001", "rds-1", "rds-q001", "RDS-001"])
def test_key_of_a_new_fact_belongs_to_its_service(erin_client, rds, key):
    response = erin_client.post(
        reverse("admin:services_fact_add"), {**add_form(erin_client, "services_fact"), "key": key, "service": rds.pk}
    )

    assert errors_of(response)["key"] == ["A key of RDS is rds- and three digits."]


def test_fact_that_loses_confidence_names_the_questions_that_rest_on_it(erin_client, replicas):
    fact = replicas.facts.get()
    question = QuestionFactory(service=replicas.service, fact=fact, published=True)
    fields = open_form(erin_client, fact)

    response = erin_client.post(change_url(fact), {**fields, "confidence": "low"})

    sentence = f"Published questions rest on this fact: {question.key}. Mark them as disputed or mend them."
    assert said(response)[0] == sentence


def test_fact_page_leads_to_its_home_and_its_questions(erin_client, replicas):
    fact = replicas.facts.get()
    question = QuestionFactory(service=replicas.service, fact=fact)

    page = erin_client.get(change_url(fact)).content.decode()

    assert f'<a href="{change_url(replicas)}">Replicas</a>' in page
    assert f'<a href="{change_url(question)}">{question.key}</a>' in page


def test_fact_list_filters_what_wants_a_look_and_what_has_no_home(erin_client, replicas):
    today = timezone.localdate()
    homed = replicas.facts.get()
    stale = FactFactory(service=replicas.service, checked_on=today - dt.timedelta(90), expires_on=today)
    soon = FactFactory(service=replicas.service, expires_on=today + dt.timedelta(30))

    def listed(query):
        return list(erin_client.get(reverse("admin:services_fact_changelist") + query).context["cl"].result_list)

    assert listed("?look=now") == [stale]
    assert listed("?look=soon") == [soon]
    assert listed("?home=yes") == [homed]
    assert listed("?home=no") == [stale, soon]
