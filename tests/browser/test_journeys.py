"""Whole ways through the site, by several people, in a real browser; and the pages that no other file looks at."""

import pytest
from django.urls import reverse

from groups.models import StudyGroup
from quizzes.models import Question
from services.actions import save_note, save_service
from studyhub.roles import make_editor
from tests.factories import BlueprintFactory, DiagramFactory, FactFactory, NoteFactory, QuestionFactory, UserFactory

NOTE = """
A read replica takes the reading off your primary. {#{key}}

::: exam
What a scenario hinges on.
:::

::: changed
Older guides say five. Now it is fifteen.
:::

| What | Copy |
|---|---:|
| Replica | 15 |

![Two zones](zones.svg "The standby waits.")
"""


@pytest.fixture
def bank(transactional_db):
    """One service with a note, a picture and twelve published questions."""
    BlueprintFactory()
    fact = FactFactory(changed="Older guides say five. Now it is fifteen.")
    save_service(fact.service)
    DiagramFactory(service=fact.service, name="zones.svg")
    save_note(NoteFactory.build(service=fact.service, title="Read replicas", body=NOTE.replace("{key}", fact.key)))
    fact.refresh_from_db()
    return QuestionFactory.create_batch(12, service=fact.service, fact=fact, published=True, difficulty=1)


@pytest.fixture
def visit(page, live_server):
    def go(address):
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        return page

    return go


@pytest.mark.parametrize("name", ["home", "about", "groups:rules"])
def test_page_for_visitors_is_accessible(bank, visit, axe_clean, name):
    axe_clean(visit(reverse(name)))


def test_library_notes_search_and_sources_are_accessible(bank, visit, sign_in, context, axe_clean):
    sign_in(context, UserFactory())
    fact = bank[0].fact
    for address in (
        reverse("home"),
        reverse("library"),
        fact.service.get_absolute_url(),
        reverse("services:fact_source", args=[fact.service.slug, fact.key]),
        reverse("search"),
        f"{reverse('search')}?q=replica",
        f"{reverse('search')}?q=zebra",
    ):
        axe_clean(visit(address))


@pytest.mark.parametrize("address", ["/no-such-page/", "/practise/not-mine/1/"])
def test_error_page_is_accessible(bank, visit, sign_in, context, axe_clean, watched, address):
    sign_in(context, UserFactory())
    axe_clean(visit(address))
    # The browser reports the status itself; nothing else may be said.
    assert [text for text in watched.complaints if "404 (Not Found)" not in text] == []
    watched.complaints.clear()


def test_search_answers_while_one_types(bank, visit, sign_in, context):
    sign_in(context, UserFactory())
    page = visit(reverse("search"))
    page.get_by_label("Service, feature, old name or number").press_sequentially("replica")
    page.wait_for_url("**/search/?q=replica")
    assert page.locator("#results mark").first.inner_text() == "replica"
    page.locator("#results a").first.click()
    page.wait_for_url(f"**{bank[0].fact.service.get_absolute_url()}#*")


def answer_set(page, right):
    """Works through an open set by keyboard: the right option or another one, then on."""
    while True:
        key = "a" if right else "b"
        page.get_by_text(f"Use the design called {key}").click()
        page.keyboard.press("Enter")
        page.wait_for_selector("#verdict")
        if page.get_by_role("link", name="See results").count():
            page.keyboard.press("Enter")
            page.wait_for_url("**/results/")
            return
        page.keyboard.press("Enter")
        page.wait_for_selector("input[name=chosen]")


def practise(page, live_server, *, right):
    """Draws ten questions and answers them."""
    page.goto(live_server.url + reverse("quizzes:practice"))
    page.get_by_role("button", name="Start practising").click()
    page.wait_for_selector("input[name=chosen]")
    answer_set(page, right)


def test_two_members_share_a_board_that_ranks_what_they_know(bank, live_server, new_context, sign_in, watched):
    alice, bob = UserFactory(display_name="Alice"), UserFactory(display_name="Bob")
    contexts = [new_context() for _ in range(2)]
    pages = [watched(context.new_page()) for context in contexts]
    for context, person in zip(contexts, (alice, bob), strict=True):
        sign_in(context, person)
    hers, his = pages

    hers.goto(live_server.url + reverse("groups:group_create"))
    hers.get_by_label("Name", exact=True).fill("Team Nimbus")
    for box in hers.get_by_role("checkbox").all():
        box.check()
    hers.get_by_label("Ranked by name").check()
    hers.get_by_role("button", name="Create").click()
    hers.wait_for_url("**/groups/team-nimbus-*/**")
    team = StudyGroup.objects.get()
    hers.goto(live_server.url + reverse("groups:group_invite", args=[team.slug]))
    hers.get_by_role("button", name="Make").click()
    link = hers.locator("input[readonly]").input_value()

    his.goto(live_server.url + link[link.index("/groups/") :])
    assert his.locator("input[type=radio]:checked").count() == 0
    his.get_by_label("Ranked by name").check()
    his.get_by_role("button", name="Join").click()
    his.wait_for_url(f"**{team.get_absolute_url()}**")

    practise(hers, live_server, right=True)
    practise(his, live_server, right=False)

    his.goto(live_server.url + team.get_absolute_url())
    rows = his.locator("table").first.locator("tbody tr").all_inner_texts()
    assert [row.split()[:2] for row in rows] == [["1", "Alice"], ["2", "You"]]
    his.get_by_role("link", name="This week").click()
    his.wait_for_url("**board=week**")
    assert "Alice" in his.locator("table").first.locator("tbody tr").first.inner_text()


def test_an_editor_changes_a_question_and_a_learner_sees_it(bank, live_server, new_context, sign_in, watched):
    erin, learner = make_editor(UserFactory(display_name="Erin")), UserFactory()
    question = bank[0]
    desk, room = new_context(), new_context()
    sign_in(desk, erin)
    sign_in(room, learner)
    page = watched(desk.new_page())
    page.goto(live_server.url + reverse("admin:quizzes_question_change", args=[question.pk]))
    stem = "Which **rewritten** design meets the need of this company?"
    page.locator("textarea[name=stem]").fill(stem)
    page.get_by_role("button", name="Save and publish").click()
    page.wait_for_load_state("networkidle")
    question.refresh_from_db()
    assert (question.current.number, question.state) == (2, Question.State.PUBLISHED)

    other = watched(room.new_page())
    other.goto(live_server.url + reverse("quizzes:practice"))
    other.locator("select[name=length]").select_option("20")
    other.get_by_role("button", name="Start practising").click()
    other.wait_for_selector("input[name=chosen]")
    item = learner.attempt_items.select_related("attempt").get(question=question)
    other.goto(live_server.url + item.get_absolute_url())
    assert other.locator(".stem").inner_text() == "Which rewritten design meets the need of this company?"
