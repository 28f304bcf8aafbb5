"""The desk's pages of services, shelves and pictures, and what all its pages have in common."""

import pytest
from django.urls import reverse

from services.actions import save_note
from services.models import Category, Diagram, Fact, Note, SearchEntry, Service
from tests.factories import (
    CategoryFactory,
    DiagramFactory,
    FactFactory,
    NoteFactory,
    QuestionFactory,
    ServiceFactory,
)
from tests.factories.services import SVG
from tests.forms_in_pages import add_form, change_url, errors_of, fields_of, open_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exam")]


def test_service_is_edited_with_one_name_a_line_and_search_finds_it(erin_client, rds):
    fields = open_form(erin_client, rds)

    erin_client.post(change_url(rds), {**fields, "aliases": "Relational Database Service\r\n\r\n  Managed SQL "})

    rds.refresh_from_db()
    assert rds.aliases == ["Relational Database Service", "Managed SQL"]
    assert SearchEntry.objects.get(service=rds).title == "Amazon RDS · RDS · Relational Database Service · Managed SQL"
    assert open_form(erin_client, rds)["aliases"] == "Relational Database Service\nManaged SQL"


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ("x" * 81, [f"A name has at most 80 characters; “{'x' * 40}…” has 81."]),
        ("one\ntwo\none", ["“one” is there twice."]),
        ("on\u200be", ["“on\u200be” has an invisible character in it."]),
    ],
)
def test_names_of_a_service_are_refused_with_a_sentence(erin_client, rds, typed, messages):
    fields = open_form(erin_client, rds)

    response = erin_client.post(change_url(rds), {**fields, "aliases": typed})

    assert errors_of(response) == {"aliases": messages}
    assert fields_of(response, "service_form")["aliases"] == typed


def test_service_form_refuses_what_is_missing_and_keeps_the_rest(erin_client):
    category = CategoryFactory()
    typed = {**add_form(erin_client, "services_service"), "name": "Amazon RDS", "category": category.pk, "order": 1}

    response = erin_client.post(reverse("admin:services_service_add"), typed)

    assert errors_of(response) == {
        "slug": ["This field is required."],
        "short_name": ["This field is required."],
        "summary": ["This field is required."],
    }
    assert fields_of(response, "service_form")["name"] == "Amazon RDS"


def test_names_in_addresses_never_change(erin_client, replicas):
    for row in (replicas, replicas.service, replicas.service.category, replicas.facts.get()):
        assert {"slug", "key", "service"} & set(open_form(erin_client, row)) == set()


def test_picture_that_could_act_or_fetch_is_refused(erin_client, rds):
    fields = add_form(erin_client, "services_diagram")
    hostile = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><script>alert(1)</script></svg>'
    typed = {**fields, "service": rds.pk, "name": "Multi AZ.svg", "svg": hostile}

    response = erin_client.post(reverse("admin:services_diagram_add"), typed)

    assert errors_of(response) == {
        "name": ["Name the file in small letters, digits and hyphens, ending in .svg, like multi-az.svg."],
        "svg": ["Line 1: the picture has the element <script>, which pictures may not have."],
    }
    assert Diagram.objects.count() == 0


def test_picture_that_changes_its_size_changes_it_in_the_notes(erin_client, rds):
    small = SVG.replace("<svg ", '<svg width="400" height="200" ')
    picture = DiagramFactory(service=rds, name="zones.svg", svg=small)
    note = NoteFactory(service=rds, body="![Two zones](zones.svg)\n")
    save_note(note)
    assert 'width="400"' in note.html
    fields = open_form(erin_client, picture)

    erin_client.post(change_url(picture), {**fields, "svg": small.replace('width="400"', 'width="800"')})

    note.refresh_from_db()
    assert 'width="800"' in note.html


@pytest.mark.parametrize("make", [lambda: ServiceFactory(), lambda: NoteFactory(), lambda: FactFactory()])
def test_view_on_site_leads_to_where_learners_read_it(erin_client, make):
    row = make()
    link = erin_client.get(change_url(row)).context["absolute_url"]

    response = erin_client.get(link)

    assert (response.status_code, response.url) == (302, f"http://testserver{row.get_absolute_url()}")


@pytest.mark.parametrize(
    ("name", "make", "statements"),
    [
        ("category", lambda: CategoryFactory(slug=f"shelf-{Category.objects.count()}"), 6),
        ("service", ServiceFactory, 7),
        ("note", NoteFactory, 7),
        ("fact", FactFactory, 7),
        ("diagram", DiagramFactory, 7),
    ],
)
def test_lists_cost_the_same_with_one_row_and_with_three(
    erin_client, django_assert_num_queries, name, make, statements
):
    address = reverse(f"admin:services_{name}_changelist")
    make()
    with django_assert_num_queries(statements):
        erin_client.get(address)
    make()
    make()
    with django_assert_num_queries(statements):
        erin_client.get(address)


def test_lists_count_what_belongs_to_a_row(erin_client, replicas):
    QuestionFactory(service=replicas.service, fact=replicas.facts.get())

    def row(name):
        return erin_client.get(reverse(f"admin:services_{name}_changelist")).context["cl"].result_list[0]

    service = row("service")
    assert (service.notes_in_it, service.facts_in_it, service.questions_in_it) == (1, 1, 1)
    assert (row("category").services_in_it, row("note").facts_in_it, row("fact").questions_on_it) == (1, 1, 1)


@pytest.mark.parametrize("name", ["category", "service", "note", "fact", "diagram"])
def test_editors_delete_nothing_that_something_else_may_point_at(erin_client, replicas, name):
    DiagramFactory(service=replicas.service)
    row = {"category": Category, "service": Service, "note": Note, "fact": Fact, "diagram": Diagram}[name].objects.get()
    address = reverse(f"admin:services_{name}_delete", args=[row.pk])

    assert erin_client.post(address, {"post": "yes"}).status_code == 404
    assert type(row).objects.count() == 1


def test_history_of_a_note_tells_each_word_that_changed(erin_client, replicas):
    fields = open_form(erin_client, replicas)
    erin_client.post(change_url(replicas), {**fields, "body": "Copies may lag behind. {#rds-001}"})

    response = erin_client.get(reverse("admin:services_note_history", args=[replicas.pk]))

    newest, oldest = response.context["entries"]
    assert (newest.by, oldest.by) == ("Erin", "")
    assert "Copies <ins>may </ins>lag behind." in response.content.decode()


def test_history_of_a_shelf_names_people_as_they_show_themselves(erin_client, ada_client):
    shelf = CategoryFactory()
    ada_client.post(change_url(shelf), {**open_form(ada_client, shelf), "name": "Relations"})

    page = erin_client.get(reverse("admin:services_category_history", args=[shelf.pk])).content.decode()

    assert "<td>Ada</td>" in page
    assert "ada@example.com" not in page
