"""The desk's pages of the bank: lists and their actions, history, versions, reports, the exam."""

import pytest
from django.urls import reverse

from quizzes.models import Option, ProblemReport, Question, QuestionVersion
from tests.factories import (
    ConfusionPairFactory,
    ProblemReportFactory,
    QuestionFactory,
)
from tests.forms_in_pages import change_url, fields_of, open_form, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exam")]

CHANGELIST = "admin:quizzes_question_changelist"


# Actions of the list


def act(client, action, *questions):
    data = {"action": action, "_selected_action": [question.pk for question in questions]}
    return client.post(reverse(CHANGELIST), data)


def test_publish_selected_publishes_the_fit_and_says_why_not_the_others(erin_client):
    fit, unfit = QuestionFactory(), QuestionFactory()
    unfit.options.update(is_key=True)

    response = act(erin_client, "publish_selected", fit, unfit)

    fit.refresh_from_db()
    unfit.refresh_from_db()
    assert (fit.state, fit.reviewed_by, unfit.state) == ("published", "Erin", "draft")
    assert said(response) == [
        "Published 1 question.",
        f"{unfit.key} was not published. Choose one needs exactly one key; 4 are marked.",
    ]


def test_publish_selected_lists_ten_refusals_and_counts_the_rest(erin_client):
    questions = [QuestionFactory(with_options=False) for _ in range(12)]

    response = act(erin_client, "publish_selected", *questions)

    assert len(said(response)) == 11
    assert said(response)[-1] == "And 2 questions more were not published."


@pytest.mark.parametrize(
    ("action", "state", "message"),
    [
        ("mark_as_disputed", "disputed", "1 question marked as disputed."),
        ("retire_selected", "retired", "1 question retired."),
    ],
)
def test_disputed_and_retired_questions_are_given_to_nobody(erin_client, action, state, message):
    question = QuestionFactory(published=True)

    response = act(erin_client, action, question)

    question.refresh_from_db()
    assert (question.state, said(response)) == (state, [message])
    assert list(Question.objects.published()) == []
    assert question.current is not None


def test_send_to_review_takes_drafts_only(erin_client):
    draft, live = QuestionFactory(), QuestionFactory(published=True)

    response = act(erin_client, "send_to_review", draft, live)

    draft.refresh_from_db()
    live.refresh_from_db()
    assert (draft.state, live.state) == ("in_review", "published")
    assert said(response) == ["1 question sent to review."]


@pytest.mark.parametrize(
    ("action", "state", "message"),
    [
        ("retire_selected", "retired", "No question was retired."),
        ("mark_as_disputed", "disputed", "No question was marked as disputed."),
    ],
)
def test_actions_on_what_is_done_already_say_so(erin_client, action, state, message):
    question = QuestionFactory(state=state)

    assert said(act(erin_client, action, question)) == [message]


# Lists


@pytest.mark.parametrize(
    ("name", "make", "statements"),
    [
        ("quizzes_question", ProblemReportFactory, 8),
        ("quizzes_questionversion", lambda: QuestionFactory(published=True), 7),
        ("quizzes_problemreport", ProblemReportFactory, 7),
        ("quizzes_confusionpair", ConfusionPairFactory, 6),
    ],
)
def test_lists_cost_the_same_with_one_row_and_with_three(
    erin_client, django_assert_num_queries, name, make, statements
):
    address = reverse(f"admin:{name}_changelist")
    make()
    with django_assert_num_queries(statements):
        erin_client.get(address)
    make()
    make()
    with django_assert_num_queries(statements):
        erin_client.get(address)


def test_question_list_filters_by_open_reports_and_finds_by_option(erin_client):
    reported = ProblemReportFactory().version.question
    quiet = QuestionFactory(published=True)
    quiet.options.filter(key="d").update(text="Use a caching layer")

    def listed(query):
        return list(erin_client.get(reverse(CHANGELIST) + query).context["cl"].result_list)

    assert listed("?reports=open") == [reported]
    assert listed("?q=caching") == [quiet]
    assert listed(f"?q={reported.key}") == [reported]


# History


def test_history_tells_each_saving_with_options_and_by_whom(erin_client, ada_client):
    question = QuestionFactory()
    fields = open_form(erin_client, question)
    erin_client.post(
        change_url(question),
        {
            **fields,
            "stem": "Which design survives the loss of a zone?",
            "options-1-text": "Another",
            "_publish": "Save",
        },
    )

    response = ada_client.get(reverse("admin:quizzes_question_history", args=[question.pk]))

    newest, oldest = response.context["entries"]
    assert (newest.by, newest.verb) == ("Erin", "Changed")
    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("State", "Draft", "Published"),
        (
            "Stem",
            "Which design meets the need of this company at the lowest cost?",
            "Which design survives the loss of a zone?",
        ),
        ("Live version", "", "1"),
        ("Reviewed by", "", "Erin"),
        ("Option b: Text", "Use the design called b", "Another"),
    ]
    assert (oldest.by, oldest.verb) == ("", "Added")


def test_history_of_a_removed_option_shows_what_it_said(erin_client):
    question = QuestionFactory(multiple=True)
    fields = open_form(erin_client, question)
    erin_client.post(change_url(question), {**fields, "options-4-DELETE": "on", "_save": "Save"})

    newest = erin_client.get(reverse("admin:quizzes_question_history", args=[question.pk])).context["entries"][0]

    assert [(change.label, change.before, change.after) for change in newest.changes] == [
        ("Option e: Text", "Use the design called e", ""),
        ("Option e: Right", "no", ""),
        ("Option e: Rationale", "This says why the design called e is as it is.", ""),
    ]


def test_history_of_an_absent_question_leads_home(erin_client):
    response = erin_client.get(reverse("admin:quizzes_question_history", args=[999]))

    assert (response.status_code, response.url) == (302, reverse("admin:index"))


# Versions, reports, the exam


def test_version_page_shows_the_frozen_text_and_what_changed(erin_client):
    question = QuestionFactory(published=True)
    erin_client.post(
        change_url(question),
        {**open_form(erin_client, question), "options-0-text": "Use *another* design", "_publish": "Save"},
    )
    second = question.versions.get(number=2)

    page = erin_client.get(change_url(second)).content.decode()

    assert "Use <em>another</em> design" in page
    assert "Use <del>the </del><ins>another </ins>design <del>called a</del>" in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize("verb", ["change", "delete"])
def test_versions_cannot_be_changed_by_anybody(ada_client, verb):
    version = QuestionFactory(published=True).current
    address = reverse(f"admin:quizzes_questionversion_{verb}", args=[version.pk])

    assert ada_client.post(address, {"stem_html": "x", "post": "yes"}).status_code == 404
    assert QuestionVersion.objects.get() == version


def test_report_is_settled_without_its_reporter_being_named(erin_client):
    report = ProblemReportFactory(user__email="tell-tale@example.com", user__display_name="Tell-Tale")
    pages = [
        erin_client.get(address).content.decode()
        for address in (
            reverse("admin:quizzes_problemreport_changelist"),
            change_url(report),
            reverse("admin:quizzes_problemreport_history", args=[report.pk]),
        )
    ]
    assert [page for page in pages if "tell-tale" in page.lower()] == []
    found = erin_client.get(reverse("admin:quizzes_problemreport_changelist") + "?q=tell-tale")
    assert list(found.context["cl"].result_list) == []

    fields = fields_of(erin_client.get(change_url(report)), "problemreport_form")
    assert set(fields) == {"state"}
    erin_client.post(change_url(report), {"state": "kept", "text": "forged", "user": 1})

    report.refresh_from_db()
    assert (report.state, report.text) == ("kept", "This changed last year.")


@pytest.mark.parametrize(
    "query", ["user__email__startswith=tell", "user={}", "user_id={}", "item__attempt__user={}", "item=1"]
)
def test_report_list_cannot_be_asked_about_the_reporter(erin_client, query):
    report = ProblemReportFactory(user__email="tell-tale@example.com")

    response = erin_client.get(f"{reverse('admin:quizzes_problemreport_changelist')}?{query.format(report.user_id)}")

    assert response.status_code == 400


def test_reports_are_settled_together(erin_client):
    one, two = ProblemReportFactory(), ProblemReportFactory(state="fixed")

    response = erin_client.post(
        reverse("admin:quizzes_problemreport_changelist"),
        {"action": "mark_fixed", "_selected_action": [one.pk, two.pk]},
    )

    assert said(response) == ["1 report marked: corrected."]
    assert set(ProblemReport.objects.values_list("state", flat=True)) == {"fixed"}


def test_exam_is_shown_and_cannot_be_changed(erin_client, ada_client, exam):
    page = erin_client.get(change_url(exam))

    assert "High-performing, 25 %" in page.content.decode()
    assert ada_client.post(change_url(exam), {"title": "x"}).status_code == 404


def test_options_have_no_page_of_their_own(ada_client):
    option = Option.objects.get(question=QuestionFactory(), key="a")

    assert ada_client.get(f"/admin/quizzes/option/{option.pk}/change/").status_code == 404
