"""The note at the desk: rendered and judged before it is saved."""

import pytest
from django.urls import reverse

from services.models import Fact, Note, SearchEntry
from tests.factories import (
    DiagramFactory,
    FactFactory,
    NoteFactory,
    QuestionFactory,
)
from tests.forms_in_pages import add_form, change_url, errors_of, fields_of, open_form, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exam")]


def test_note_saved_is_rendered_homes_its_facts_and_is_found(erin_client, replicas):
    FactFactory(service=replicas.service, key="rds-002")
    fields = open_form(erin_client, replicas)
    body = "Copies lag behind. {#rds-001}\r\n\r\n- They can be **promoted**. {#rds-002}"

    response = erin_client.post(change_url(replicas), {**fields, "body": body, "tasks": "2.2\r\n3.3"})

    replicas.refresh_from_db()
    fact = Fact.objects.get(key="rds-002")
    assert response.status_code == 302
    assert replicas.body == "Copies lag behind. {#rds-001}\n\n- They can be **promoted**. {#rds-002}\n"
    assert replicas.tasks == ["2.2", "3.3"]
    assert '<li id="rds-002">They can be <strong>promoted</strong>.' in replicas.html
    assert (fact.note, fact.block_html) == (replicas, "They can be <strong>promoted</strong>.")
    assert sorted(SearchEntry.objects.filter(note=replicas).values_list("anchor", flat=True)) == ["rds-001", "rds-002"]


def test_note_that_drops_a_fact_warns_and_recounts_its_questions(erin_client, replicas):
    QuestionFactory(service=replicas.service, fact=replicas.facts.get(), published=True)
    replicas.refresh_from_db()
    assert replicas.question_count == 1
    fields = open_form(erin_client, replicas)

    response = erin_client.post(change_url(replicas), {**fields, "body": "Copies lag behind."})

    replicas.refresh_from_db()
    assert said(response)[0] == "No note states rds-001 now. Each fact needs a home."
    assert (replicas.question_count, Fact.objects.get(key="rds-001").note) == (0, None)


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ("Nobody knows this. {#rds-999}", ["Line 1: there is no fact rds-999."]),
        (
            "First.\n\nOnce. {#rds-002}\n\nTwice. {#rds-002}",
            ["Line 5: rds-002 has a home in this note already."],
        ),
        (
            "Said elsewhere. {#rds-001}",
            ["Line 1: rds-001 has its home in “Replicas” already. Take it out there first."],
        ),
        ("See [that](fact:rds-999).", ["Line 1: A link leads to rds-999, and there is no such fact."]),
        ("See [that](note:rds/nothing).", ["Line 1: A link leads to rds/nothing, and there is no such note."]),
        (
            "See [that](http://example.com/).",
            ["Line 1: A link leads to http://example.com/; only https addresses are allowed."],
        ),
        ("![](zones.svg)", ["Line 1: The picture zones.svg has no alt text."]),
        ("![Zones](nothing.svg)", ["Line 1: There is no picture nothing.svg in rds/diagrams."]),
        ("# Title", ['Line 1: The heading "Title" is to start with ##.']),
        ("A <b>bold</b> word.", ["There is HTML in the text; it shows as it is written."]),
    ],
)
def test_note_with_something_that_leads_nowhere_is_refused_with_its_line(erin_client, replicas, body, messages):
    FactFactory(service=replicas.service, key="rds-002")
    DiagramFactory(service=replicas.service, name="zones.svg")
    note = NoteFactory(service=replicas.service, body="Nothing yet.\n")
    fields = open_form(erin_client, note)

    response = erin_client.post(change_url(note), {**fields, "body": body})

    note.refresh_from_db()
    assert errors_of(response) == {"body": messages}
    assert fields_of(response, "note_form")["body"] == body
    assert note.body == "Nothing yet.\n"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ("2.2\ntwo", {"tasks": ["“two” is no task statement; write it like 2.2."]}),
        ("9.9", {"body": ["The exam has no task statement 9.9."]}),
    ],
)
def test_task_statements_of_a_note_are_those_of_the_exam(erin_client, replicas, typed, errors):
    fields = open_form(erin_client, replicas)

    assert errors_of(erin_client.post(change_url(replicas), {**fields, "tasks": typed})) == errors


def test_note_added_says_what_is_missing(erin_client):
    response = erin_client.post(
        reverse("admin:services_note_add"), {**add_form(erin_client, "services_note"), "order": "first"}
    )

    assert errors_of(response) == {
        "service": ["This field is required."],
        "slug": ["This field is required."],
        "title": ["This field is required."],
        "order": ["Enter a whole number."],
        "body": ["This field is required."],
    }


def test_note_added_is_saved_with_its_html(erin_client, rds):
    fields = add_form(erin_client, "services_note")
    typed = {**fields, "service": rds.pk, "slug": "backups", "title": "Backups", "body": "Kept for a week."}

    erin_client.post(reverse("admin:services_note_add"), typed)

    assert Note.objects.get(slug="backups").html == "<p>Kept for a week.</p>\n"


def test_two_editors_of_one_note_do_not_overwrite_each_other(erin_client, ada_client, replicas):
    erins, adas = open_form(erin_client, replicas), open_form(ada_client, replicas)
    ada_client.post(change_url(replicas), {**adas, "body": "Ada wrote this. {#rds-001}"})

    refused = erin_client.post(change_url(replicas), {**erins, "body": "Erin wrote this. {#rds-001}"})

    replicas.refresh_from_db()
    assert replicas.body == "Ada wrote this. {#rds-001}\n"
    assert [(change.label, change.before, change.after) for change in refused.context["conflict"]] == [
        ("Body", "Ada wrote this. {#rds-001}\n", "Erin wrote this. {#rds-001}\n")
    ]
    erin_client.post(change_url(replicas), fields_of(refused, "note_form"))
    replicas.refresh_from_db()
    assert replicas.body == "Erin wrote this. {#rds-001}\n"


def test_form_without_its_mark_is_refused(erin_client, replicas):
    fields = open_form(erin_client, replicas)
    del fields["opened_as"]

    refused = erin_client.post(change_url(replicas), {**fields, "title": "Unseen"})

    assert refused.context["adminform"].form.is_conflict


def test_note_saved_unchanged_is_not_rewritten(erin_client, replicas):
    """What the loader compares by digest must survive a visit to the form."""
    before = (replicas.title, replicas.body, replicas.tasks, replicas.summary)

    erin_client.post(change_url(replicas), open_form(erin_client, replicas))

    replicas.refresh_from_db()
    assert (replicas.title, replicas.body, replicas.tasks, replicas.summary) == before
    address = reverse("admin:services_note_history", args=[replicas.pk])
    assert [entry.verb for entry in erin_client.get(address).context["entries"]] == ["Added"]
