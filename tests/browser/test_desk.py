"""The desk in a browser: nothing inline, nothing inaccessible, and a preview that follows what is typed."""

import pytest
from django.urls import reverse

from quizzes.models import Question
from services.actions import save_note
from studyhub.roles import make_editor
from tests.factories import (
    BlueprintFactory,
    FactFactory,
    MembershipFactory,
    NoteFactory,
    ProblemReportFactory,
    QuestionFactory,
    UserFactory,
)
from tests.forms_in_pages import change_url


@pytest.fixture
def erin(context, sign_in):
    return sign_in(context, make_editor(UserFactory(email="erin@example.com", display_name="Erin")))


@pytest.fixture
def ada(context, sign_in):
    return sign_in(context, UserFactory(display_name="Ada", is_staff=True, is_superuser=True))


@pytest.fixture
def question(transactional_db):
    """A live question with a report, whose text has been changed since."""
    BlueprintFactory()
    note = NoteFactory(body="Nothing yet.\n\n::: exam\nThis.\n:::\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    save_note(note)
    fact = FactFactory(service=note.service, note=note, changed="Once it was less.", exam_angle="Ask this.")
    question = QuestionFactory(service=note.service, fact=fact, published=True)
    ProblemReportFactory(question=question)
    question.stem = "Which **other** design meets the need of this company at the lowest cost?"
    question.save()
    return question


@pytest.fixture
def visit(page, live_server):
    """Opens an address of the desk and waits until its scripts are done."""

    def go(address):
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        return page

    return go


def test_pages_of_an_editor_are_accessible(visit, page, erin, question, axe_clean):
    question.options.filter(key="b").update(rationale="")
    note = question.fact.note
    for address in (
        reverse("admin:index"),
        reverse("admin:app_list", args=["quizzes"]),
        reverse("admin:quizzes_question_changelist") + "?o=1.-7&state__exact=published",
        reverse("admin:quizzes_question_add"),
        reverse("admin:quizzes_question_history", args=[question.pk]),
        reverse("admin:services_fact_changelist"),
        change_url(question.fact),
        reverse("admin:services_note_changelist") + "?q=nothing-like-it",
        change_url(note),
        reverse("admin:services_note_history", args=[note.pk]),
        reverse("admin:services_category_history", args=[question.service.category.pk]),
        change_url(question.service),
        change_url(question.current),
        change_url(question.current.problem_reports.get()),
        change_url(question),
    ):
        axe_clean(visit(address))
    page.get_by_role("button", name="Save and publish").click()
    page.get_by_text("Say why it is right, or why it is tempting and wrong.").wait_for()
    axe_clean(page)


def test_pages_of_an_editor_are_accessible_on_a_wide_screen_too(visit, page, erin, question, axe_clean):
    page.set_viewport_size({"width": 1280, "height": 900})
    for address in (
        reverse("admin:index"),
        reverse("admin:quizzes_question_changelist"),
        change_url(question),
        change_url(question.fact.note),
        reverse("admin:quizzes_question_history", args=[question.pk]),
    ):
        axe_clean(visit(address))


def test_pages_of_an_administrator_are_accessible(visit, ada, question, axe_clean):
    member = MembershipFactory(role="owner")
    for address in (
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_add"),
        change_url(member.user),
        reverse("admin:auth_user_password_change", args=[member.user.pk]),
        reverse("admin:accounts_user_delete", args=[member.user.pk]),
        change_url(member.group),
        change_url(member),
        change_url(member.standing),
    ):
        axe_clean(visit(address))


def test_preview_follows_what_is_typed_and_the_button_works_too(visit, erin, question):
    page = visit(change_url(question))
    pane = page.locator("[data-preview-pane]")

    page.locator("#id_stem").fill("Which *quick* way is there?")
    pane.locator("em", has_text="quick").wait_for()
    page.locator("#id_options-1-text").fill("Use `this` one")
    pane.locator("code", has_text="this").first.wait_for()
    page.get_by_role("button", name="Preview").click()

    assert pane.get_by_text("After the answer").count() == 1
    question.refresh_from_db()
    assert question.stem.startswith("Which **other**")


def test_preview_without_scripts_opens_a_page(browser, browser_context_args, live_server, sign_in, question, watched):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    sign_in(context, make_editor(UserFactory()))
    page = watched(context.new_page())
    page.goto(live_server.url + change_url(question.fact.note))

    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    opened.value.wait_for_load_state()

    assert opened.value.get_by_text("Nothing yet.").count() == 1
    assert "/admin/services/note/" in page.url
    context.close()


def test_enter_in_a_field_saves_and_does_not_publish(visit, erin, question):
    page = visit(change_url(question))

    page.locator("#id_task").press("Enter")
    page.wait_for_url("**/admin/quizzes/question/")

    question.refresh_from_db()
    assert question.versions.count() == 1


def test_question_is_written_with_autocomplete_and_a_fifth_option(visit, erin, question):
    page = visit(reverse("admin:quizzes_question_add"))
    page.locator("#id_key").fill(f"{question.service.slug}-q900")
    page.locator("#id_kind").select_option("multiple")
    page.locator("#id_domain").select_option("2")
    page.locator("#id_task").fill("2.2")
    page.locator("#id_stem").fill("Which two designs meet the need of this company?")
    for name, term in (("service", question.service.name), ("fact", question.fact.key)):
        page.locator(f"#select2-id_{name}-container").click()
        page.locator(".select2-search__field").fill(term)
        page.locator(".select2-results__option--highlighted", has_text=term).click()
    page.get_by_role("button", name="Add another Option").click()
    for number in range(5):
        page.locator(f"#id_options-{number}-text").fill(f"Use the design called {number}")
        page.locator(f"#id_options-{number}-rationale").fill("This says why the design is as it is.")
    page.locator("#id_options-1-is_key").check()
    page.locator("#id_options-4-is_key").check()
    page.get_by_role("button", name="Save and publish").click()

    page.get_by_text("Published as version 1.").wait_for()
    written = Question.objects.get(key=f"{question.service.slug}-q900")
    assert written.current.right_keys == frozenset("be")
    assert written.fact == question.fact
