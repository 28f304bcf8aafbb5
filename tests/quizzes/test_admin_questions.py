"""The question at the desk: saving, publishing, and what is refused."""

import pytest
from django.urls import reverse

from quizzes.models import Question
from services.models import Fact, Note
from tests.factories import (
    FactFactory,
    NoteFactory,
    OptionFactory,
    QuestionFactory,
    ServiceFactory,
)
from tests.forms_in_pages import change_url, fields_of, open_form, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exam")]

CONFLICT = (
    "{} saved this after you opened it, so yours is not saved yet. Both texts are below; save again to let yours stand."
)


def all_errors_of(response):
    """The sentences at the question's fields, and those of its options."""
    form = response.context["adminform"].form
    formset = response.context["inline_admin_formsets"][0].formset
    return (
        {name: list(errors) for name, errors in form.errors.items()},
        list(formset.non_form_errors()),
        [{name: list(errors) for name, errors in option.items()} for option in formset.errors],
    )


# Saving and publishing


def test_question_saved_without_publishing_keeps_its_old_version_live(erin_client):
    question = QuestionFactory(published=True)
    fields = open_form(erin_client, question)

    response = erin_client.post(
        change_url(question), {**fields, "stem": "Which design survives the loss of a zone?", "_save": "Save"}
    )

    question.refresh_from_db()
    assert response.status_code == 302
    assert question.stem == "Which design survives the loss of a zone?"
    assert (question.state, question.versions.count(), question.current.number) == ("published", 1, 1)
    assert "meets the need" in question.current.stem_html
    page = erin_client.get(change_url(question))
    assert "Version 1 is live; this text differs from it" in page.content.decode()
    assert [change.label for change in page.context["differences"]] == ["Stem"]


def test_question_published_again_becomes_a_new_frozen_version(erin_client, erin):
    question = QuestionFactory(published=True)
    first = question.current
    frozen = (first.stem_html, first.options, first.digest)
    fields = open_form(erin_client, question)

    response = erin_client.post(
        change_url(question), {**fields, "options-0-text": "Use the design called e", "_publish": "Save and publish"}
    )

    question.refresh_from_db()
    first.refresh_from_db()
    assert response.url == change_url(question)
    assert said(response) == ["Published as version 2."]
    assert (question.current.number, question.current.created_by) == (2, erin)
    assert (question.reviewed_by, question.current.reviewed_by) == ("Erin", "Erin")
    assert question.current.options[0]["html"] == "Use the design called e"
    assert (first.stem_html, first.options, first.digest) == frozen
    assert "Version 2 is live, and this text is the same" in erin_client.get(response.url).content.decode()


def test_question_published_unchanged_makes_no_version(erin_client):
    question = QuestionFactory(published=True)

    response = erin_client.post(change_url(question), {**open_form(erin_client, question), "_publish": "Save"})

    assert said(response) == ["Published: version 1 already says this."]
    assert question.versions.count() == 1


def test_question_added_and_published_gets_letters_in_order(erin_client):
    service = ServiceFactory(slug="rds", short_name="RDS")
    fact = FactFactory(service=service)
    fields = fields_of(erin_client.get(reverse("admin:quizzes_question_add")), "question_form")
    typed = {
        "key": "rds-q001",
        "service": service.pk,
        "kind": "single",
        "style": "scenario",
        "domain": 2,
        "task": "2.2",
        "difficulty": 2,
        "fact": fact.pk,
        "stem": "Which design meets the need of this company at the lowest cost?",
        "options-2-is_key": "on",
    }
    for number in range(4):
        typed |= {
            f"options-{number}-text": f"Use the design called {number}",
            f"options-{number}-rationale": f"This says why the design called {number} is as it is.",
        }

    response = erin_client.post(reverse("admin:quizzes_question_add"), {**fields, **typed, "_publish": "Save"})

    question = Question.objects.get(key="rds-q001")
    assert response.url == change_url(question)
    assert [option.key for option in question.options.all()] == ["a", "b", "c", "d"]
    assert question.current.right_keys == frozenset("c")
    assert question.state == Question.State.PUBLISHED


def test_question_added_without_options_is_a_draft(erin_client):
    fact = FactFactory()
    typed = {
        "key": f"{fact.service.slug}-q001",
        "service": fact.service.pk,
        "domain": 2,
        "task": "2.2",
        "fact": fact.pk,
        "stem": "Which?",
    }
    fields = fields_of(erin_client.get(reverse("admin:quizzes_question_add")), "question_form")

    erin_client.post(reverse("admin:quizzes_question_add"), {**fields, **typed, "_save": "Save"})

    question = Question.objects.get()
    assert (question.state, question.current, question.options.count()) == ("draft", None, 0)


def test_question_in_bad_style_is_published_with_advice(erin_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)

    response = erin_client.post(
        change_url(question), {**fields, "stem": "Name the design that meets the need of them.", "_publish": "Save"}
    )

    assert said(response) == [
        "Published as version 1.",
        'House style: The stem is to end with a question, or with "Choose two." after one.',
    ]


def test_live_question_with_another_fact_counts_for_the_topic_of_that_fact(erin_client):
    here, there = NoteFactory(), NoteFactory()
    there.service = here.service
    there.save()
    fact = FactFactory(service=here.service, note=here)
    other = FactFactory(service=here.service, note=there)
    question = QuestionFactory(service=here.service, fact=fact, published=True)
    assert list(Note.objects.order_by("pk").values_list("question_count", flat=True)) == [1, 0]
    fields = open_form(erin_client, question)

    erin_client.post(change_url(question), {**fields, "fact": other.pk, "_save": "Save"})

    assert list(Note.objects.order_by("pk").values_list("question_count", flat=True)) == [0, 1]


# Refusals


def test_publishing_with_three_keys_for_choose_two_is_refused_and_keeps_what_was_typed(erin_client):
    question = QuestionFactory(multiple=True)
    fields = open_form(erin_client, question)

    response = erin_client.post(
        change_url(question),
        {**fields, "options-2-is_key": "on", "options-2-text": "Half a thought", "_publish": "Save and publish"},
    )

    question.refresh_from_db()
    assert response.status_code == 200
    assert all_errors_of(response) == ({}, ["Choose two needs exactly two keys; 3 are marked."], [{}] * 5)
    assert question.state == Question.State.DRAFT
    assert question.versions.count() == 0
    typed = fields_of(response, "question_form")
    assert (typed["options-2-text"], typed["options-2-is_key"]) == ("Half a thought", "on")
    assert question.options.get(key="c").text == "Use the design called c"


def test_publishing_is_refused_at_each_field_that_bars_it(erin_client):
    question = QuestionFactory()
    Fact.objects.filter(pk=question.fact_id).update(confidence="low")
    fields = open_form(erin_client, question)

    response = erin_client.post(
        change_url(question),
        {
            **fields,
            "stem": "What fits the need of this company? Choose two.",
            "task": "3.1",
            "options-1-rationale": "",
            "options-3-text": fields["options-2-text"],
            "_publish": "Save and publish",
        },
    )

    key = question.fact.key
    low = f"{key} is of low confidence. No question may rest on it until it has been checked."
    assert all_errors_of(response) == (
        {
            "kind": ["The stem asks for two, but the kind is Choose one. Change one of them."],
            "fact": [low],
            "task": ["Task 3.1 belongs to domain 3 (High-performing), not to domain 2 (Resilient)."],
        },
        ["Options c and d are alike."],
        [
            {"fact": [low]},
            {"rationale": ["Say why it is right, or why it is tempting and wrong."]},
            {},
            {},
        ],
    )


def test_publishing_with_an_option_too_few_is_refused(erin_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)

    response = erin_client.post(change_url(question), {**fields, "options-3-DELETE": "on", "_publish": "Save"})

    assert all_errors_of(response)[1] == ["Choose one needs four options; there are 3."]
    assert question.options.count() == 4


def test_draft_may_lack_rationales_but_not_the_right_task(erin_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)
    draft = {**fields, "options-1-rationale": "", "_save": "Save"}

    assert erin_client.post(change_url(question), draft).status_code == 302
    again = {**open_form(erin_client, question), "task": "9.9", "_save": "Save"}
    refused = erin_client.post(change_url(question), again)

    assert all_errors_of(refused)[0] == {"task": ["The exam has no task statement “9.9”; write it like 2.2."]}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("aurora-q001", "A key of RDS is rds-q and three digits."),
        ("rds-001", "A key of RDS is rds-q and three digits."),
    ],
)
def test_key_of_a_new_question_belongs_to_its_service(erin_client, key, message):
    service = ServiceFactory(slug="rds", short_name="RDS")
    fields = fields_of(erin_client.get(reverse("admin:quizzes_question_add")), "question_form")

    response = erin_client.post(reverse("admin:quizzes_question_add"), {**fields, "key": key, "service": service.pk})

    assert all_errors_of(response)[0]["key"] == [message]
    assert fields_of(response, "question_form")["key"] == key


def test_key_and_service_of_a_saved_question_never_change(erin_client):
    question = QuestionFactory()
    other = ServiceFactory()
    fields = open_form(erin_client, question)
    assert {"key", "service", "state", "current", "reviewed_by"} & set(fields) == set()

    forged = {"key": "x-q001", "service": other.pk, "state": "published", "reviewed_by": "me", "current": 1}
    erin_client.post(change_url(question), {**fields, **forged, "_save": "Save"})

    before = (question.key, question.service, question.state, question.reviewed_by, question.current)
    question.refresh_from_db()
    assert (question.key, question.service, question.state, question.reviewed_by, question.current) == before


# Options


def test_last_option_can_be_taken_away_and_another_one_cannot(erin_client):
    question = QuestionFactory(multiple=True)
    fields = open_form(erin_client, question)

    refused = erin_client.post(change_url(question), {**fields, "options-1-DELETE": "on", "_save": "Save"})
    done = erin_client.post(change_url(question), {**fields, "options-4-DELETE": "on", "_save": "Save"})

    assert all_errors_of(refused)[1] == [
        "Only the last options can be taken away: a letter never moves to another text. Rewrite this one instead."
    ]
    assert done.status_code == 302
    assert [option.key for option in question.options.all()] == ["a", "b", "c", "d"]


def test_option_added_to_four_is_e_and_a_seventh_is_refused(erin_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)

    def with_new(number):
        typed = {**fields, "options-TOTAL_FORMS": 4 + number, "_save": "Save"}
        for place in range(4, 4 + number):
            typed |= {f"options-{place}-id": "", f"options-{place}-question": question.pk}
            typed[f"options-{place}-text"] = f"New {place}"
        return typed

    refused = erin_client.post(change_url(question), with_new(3))
    done = erin_client.post(change_url(question), with_new(1))

    assert refused.status_code == 200
    assert done.status_code == 302
    assert [option.key for option in question.options.all()] == ["a", "b", "c", "d", "e"]


# Two editors at once


def test_saving_over_another_editors_work_is_refused_once_with_both_texts(erin_client, ada_client):
    question = QuestionFactory(published=True)
    erins = open_form(erin_client, question)
    adas = open_form(ada_client, question)
    ada_client.post(change_url(question), {**adas, "stem": "Which design does Ada mean here?", "_save": "Save"})
    typed = {**erins, "stem": "Which design does Erin mean here?", "options-1-text": "What Erin typed", "_save": "Save"}

    refused = erin_client.post(change_url(question), typed)

    question.refresh_from_db()
    assert question.stem == "Which design does Ada mean here?"
    assert refused.context["adminform"].form.non_field_errors() == [CONFLICT.format("Ada")]
    assert [(change.label, change.before, change.after) for change in refused.context["conflict"]] == [
        ("Stem", "Which design does Ada mean here?", "Which design does Erin mean here?"),
        ("Option b: Text", "Use the design called b", "What Erin typed"),
    ]
    again = fields_of(refused, "question_form")
    assert (again["stem"], again["options-1-text"]) == ("Which design does Erin mean here?", "What Erin typed")
    assert erin_client.post(change_url(question), {**again, "_save": "Save"}).status_code == 302
    question.refresh_from_db()
    assert question.stem == "Which design does Erin mean here?"


def test_saving_after_another_editor_changed_an_option_is_refused(erin_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)
    option = question.options.get(key="b")
    option.text = "Changed meanwhile"
    option.save()

    response = erin_client.post(change_url(question), {**fields, "_publish": "Save and publish"})

    assert response.context["adminform"].form.is_conflict
    question.refresh_from_db()
    assert question.state == Question.State.DRAFT


def test_saving_after_another_editor_took_an_option_away_is_refused_without_a_crash(erin_client):
    question = QuestionFactory(multiple=True)
    fields = open_form(erin_client, question)
    question.options.get(key="e").delete()

    response = erin_client.post(change_url(question), {**fields, "_save": "Save"})

    assert response.status_code == 200
    assert response.context["adminform"].form.is_conflict


def test_option_added_after_another_editor_added_one_gets_the_next_letter(erin_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)
    OptionFactory(question=question, key="e")
    typed = {
        **fields,
        "options-TOTAL_FORMS": 5,
        "options-4-id": "",
        "options-4-question": question.pk,
        "options-4-text": "Mine",
        "_save": "Save",
    }

    refused = erin_client.post(change_url(question), typed)
    done = erin_client.post(change_url(question), {**fields_of(refused, "question_form"), "_save": "Save"})

    assert refused.context["adminform"].form.is_conflict
    assert done.status_code == 302
    assert question.options.get(key="f").text == "Mine"


@pytest.mark.django_db(transaction=True)
def test_of_editors_who_save_in_the_same_moment_only_one_does(at_once, erin_client, ada_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)
    clients = [erin_client, ada_client] * 3

    def save(number, client):
        typed = {**fields, "stem": f"Which design does number {number} mean?", "_publish": "Save"}
        return lambda: client.post(change_url(question), typed).status_code

    statuses = at_once(*(save(number, client) for number, client in enumerate(clients)))

    assert sorted(statuses) == [200, 200, 200, 200, 200, 302]
    assert at_once(lambda: question.versions.count()) == [1]
