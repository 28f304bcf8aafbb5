"""Who gets to the desk, what an editor meets there, and the preview."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from services.actions import save_note
from tests.factories import (
    BlueprintFactory,
    ConfusionPairFactory,
    DiagramFactory,
    FactFactory,
    NoteFactory,
    ProblemReportFactory,
    QuestionFactory,
    ServiceFactory,
)
from tests.factories.services import SVG

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/preview/"
ADDRESSES = [
    "/admin/",
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_change/",
    "/admin/jsi18n/",
    "/admin/autocomplete/",
    "/admin/r/1/1/",
    "/admin/quizzes/",
    "/admin/quizzes/question/",
    "/admin/quizzes/question/1/change/",
    "/admin/accounts/user/",
    PREVIEW,
    "/admin/nothing/",
]


def body(response):
    """What a page says, without the number of its request."""
    return re.sub(rb"[0-9a-f]{12}", b"", response.content)


# Who comes in


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_desk_does_not_exist_for_people_who_are_not_staff(charlie_client, address, method):
    unknown = getattr(charlie_client, method)("/nothing/")

    response = getattr(charlie_client, method)(address)

    assert response.status_code == 404
    assert body(response) == body(unknown)


def test_visitors_are_sent_to_the_sites_own_sign_in_and_back(visitor, erin):
    erin.set_password("seven quiet lamps")
    erin.save()
    question = QuestionFactory()
    address = reverse("admin:quizzes_question_change", args=[question.pk])

    first = visitor.get(address)
    second = visitor.post(first.url, {"login": "erin@example.com", "password": "seven quiet lamps", "next": address})

    assert first.url == f"{reverse('account_login')}?next={address}"
    assert (second.status_code, second.url) == (302, address)


def test_desks_own_sign_in_leads_to_the_sites(visitor, erin_client):
    assert (
        visitor.get("/admin/login/?next=/admin/quizzes/").url
        == f"{reverse('account_login')}?next=%2Fadmin%2Fquizzes%2F"
    )
    assert visitor.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302
    assert erin_client.get("/admin/login/").url == "/admin/"


def test_person_who_loses_the_right_is_out_at_once(erin, erin_client):
    erin.is_staff = False
    erin.save()

    assert erin_client.get("/admin/").status_code == 404


def test_password_is_changed_where_everybody_changes_it(erin_client):
    assert erin_client.get("/admin/password_change/").url == reverse("account_change_password")


def test_preview_is_for_those_who_may_change_content(visitor, erin, erin_client):
    assert visitor.post(PREVIEW).status_code == 302
    assert erin_client.get(PREVIEW).status_code == 405
    assert erin_client.post(PREVIEW).status_code == 200
    erin.groups.clear()
    assert erin_client.post(PREVIEW).status_code == 404


def test_preview_wants_a_token(erin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(erin)

    assert client.post(PREVIEW).status_code == 403


# What an editor meets


@pytest.fixture
def busy_desk(ada_client, erin_client, group):
    """A desk with one of everything, changed by two people and reported on by a third."""
    BlueprintFactory()
    ConfusionPairFactory()
    note = NoteFactory(body="Nothing yet.\n")
    save_note(note)
    DiagramFactory(service=note.service)
    fact = FactFactory(service=note.service, note=note)
    question = QuestionFactory(service=note.service, fact=fact, published=True)
    QuestionFactory(multiple=True)
    ProblemReportFactory(question=question, user=User.objects.get(email="bob@example.com"))
    for row in (question, note, fact, note.service, note.service.category):
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        ada_client.post(address, {})
        ada_client.post(address.replace("change", "history"), {})
    return note


def crawl(client, start="/admin/", limit=400):
    """Every page that links of the desk lead to, by address, each kind of query once."""
    waiting, seen, pages = [start], {start}, {}
    while waiting and len(pages) < limit:
        address = waiting.pop(0)
        response = client.get(address)
        pages[address] = response
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            continue
        for link in re.findall(r'href="([^"#]+)"', response.content.decode()):
            link = link.replace("&amp;", "&")
            link = address.split("?")[0] + link if link.startswith("?") else link
            if link.startswith("/admin/") and link not in seen:
                seen.add(link)
                waiting.append(link)
    return pages


def test_every_page_an_editor_can_click_to_works_and_names_nobody_elses_address(busy_desk, erin_client):
    pages = crawl(erin_client)

    wrong = {address: page.status_code for address, page in pages.items() if page.status_code not in (200, 302)}
    assert wrong == {}
    assert len(pages) > 60
    text = "\n".join(page.content.decode() for page in pages.values())
    assert set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", text)) <= {"erin@example.com"}
    hashes = [part for user in User.objects.all() for part in (user.password, user.password.split("$")[-1]) if part]
    assert [found for found in hashes if found in text] == []
    assert "accounts/user" not in text


def test_every_page_an_administrator_can_click_to_works_without_a_hash(busy_desk, ada_client):
    pages = crawl(ada_client)

    assert {a: page.status_code for a, page in pages.items() if page.status_code not in (200, 302)} == {}
    text = "\n".join(page.content.decode() for page in pages.values())
    assert [user.email for user in User.objects.all() if user.password and user.password in text] == []


def test_every_address_of_the_desk_refuses_or_answers_an_editor(busy_desk, erin_client):
    """Every page of every model there is, for a row that is there and one that is not."""
    statuses = {}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        addresses = [reverse(f"admin:{name}_changelist"), reverse(f"admin:{name}_add")]
        for pk in filter(None, (row and row.pk, 10**9, "x")):
            addresses += [reverse(f"admin:{name}_{page}", args=[pk]) for page in ("change", "history", "delete")]
        for address in addresses:
            statuses[address] = (erin_client.get(address).status_code, erin_client.post(address, {}).status_code)

    assert {a: s for a, s in statuses.items() if set(s) - {200, 302, 404}} == {}
    people = {s for a, s in statuses.items() if re.match("/admin/(accounts|auth|groups)/", a)}
    assert people == {(404, 404)}


@pytest.mark.parametrize("query", ["?o=99", "?p=99", "?q=%00", "?all=", "?e=1", "?o=-1.2", "?q=" + "x" * 3000])
@pytest.mark.parametrize("name", ["quizzes_question", "services_fact", "quizzes_problemreport"])
def test_odd_queries_of_lists_are_answered(busy_desk, erin_client, name, query):
    assert erin_client.get(reverse(f"admin:{name}_changelist") + query).status_code in (200, 302)


@pytest.mark.django_db(transaction=True)
def test_history_answers_a_post_outside_a_transaction(erin_client):
    question = QuestionFactory()

    assert erin_client.post(reverse("admin:quizzes_question_history", args=[question.pk])).status_code == 200


def test_index_counts_what_waits_and_leads_there(erin_client):
    QuestionFactory()
    ProblemReportFactory()

    response = erin_client.get("/admin/")

    assert [(row.number, row.what) for row in response.context["waiting"]] == [
        (0, "questions to review"),
        (0, "questions disputed"),
        (1, "questions in draft"),
        (1, "open problem reports"),
        (0, "facts to check again"),
    ]
    drafts = erin_client.get(response.context["waiting"][2].address)
    assert [question.state for question in drafts.context["cl"].result_list] == ["draft"]


def test_index_shows_a_role_without_questions_only_what_it_may_see(erin, erin_client):
    erin.groups.clear()

    assert erin_client.get("/admin/").context["waiting"] == []


# The preview


def preview(client, **fields):
    return client.post(PREVIEW, {"part": "pane", **fields}).content.decode()


def test_preview_of_a_note_is_what_its_page_will_show(erin_client):
    service = ServiceFactory(slug="rds")
    DiagramFactory(service=service, name="zones.svg", svg=SVG.replace("<svg ", '<svg width="400" height="200" '))
    body = "It **lags**. {#rds-001}\n\n![Two zones](zones.svg)"

    for names in ({"service": service.pk}, {"preview_service": "rds"}):
        page = preview(erin_client, preview="note", title="Replicas", body=body, **names)

        assert "<h2>Replicas</h2>" in page
        assert '<p id="rds-001">It <strong>lags</strong>.' in page
        assert 'src="/library/rds/diagrams/zones.svg"' in page


@pytest.mark.parametrize("service", ["", "x", "999999999999999999999999", "-1"])
def test_preview_of_a_note_of_no_service_is_shown_all_the_same(erin_client, service):
    assert "<p>Still here.</p>" in preview(erin_client, preview="note", body="Still here.", service=service)


def test_preview_of_a_question_hides_the_key_until_after_the_answer(erin_client):
    fields = {
        "stem": "Which **one**?",
        "options-0-text": "First `code`",
        "options-0-rationale": "Because.",
        "options-1-text": "Second",
        "options-1-is_key": "on",
        "options-2-text": "Gone",
        "options-2-DELETE": "on",
    }

    before, after = preview(erin_client, preview="question", **fields).split("After the answer")

    assert "<strong>one</strong>" in before
    assert "First <code>code</code>" in before
    assert [word for word in ("Because.", "Key", "Gone") if word in before] == []
    assert "Because." in after
    assert after.count('class="option key"') == 1


def test_preview_of_a_fact_shows_its_words_as_they_are_written(erin_client):
    page = preview(erin_client, preview="fact", statement="It is **plain**.", changed="<b>Once</b>", exam_angle="")

    assert "<p>It is **plain**.</p>" in page
    assert "&lt;b&gt;Once&lt;/b&gt;" in page
    assert "On the exam" not in page


@pytest.mark.parametrize("kind", ["note", "question", "fact", "", "other"])
def test_preview_lets_no_markup_of_the_editors_own_through(erin_client, kind):
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">[x](javascript:alert(1))'
    typed = dict.fromkeys(("title", "body", "stem", "statement", "changed", "exam_angle", "options-0-text"), evil)

    page = preview(erin_client, preview=kind, **typed)

    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_preview_without_scripts_is_a_page_of_its_own(erin_client):
    response = erin_client.post(PREVIEW, {"preview": "question", "stem": "Which?"})

    assert "<title>Preview – Editor&#x27;s desk</title>" in response.content.decode()
    assert "Not saved. Close this tab to go on writing." in response.content.decode()
