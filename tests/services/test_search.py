"""Search: finds services by old names, claims by number, with the words marked; never a question."""

import pytest

from services.actions import save_note, save_service
from services.search import find, words
from tests.factories import FactFactory, NoteFactory, QuestionFactory, ServiceFactory


@pytest.fixture
def notes(db):
    """One service with a former name and one note on backups."""
    service = ServiceFactory(slug="rds", name="Amazon RDS", short_name="RDS", aliases=["Relational Database Service"])
    save_service(service)
    FactFactory(service=service, key="rds-040")
    note = NoteFactory.build(
        service=service,
        slug="backups",
        title="Automated backups",
        body="Backups are kept for a while.\n\nYou keep automated backups for up to 35 days. {#rds-040}\n\n## Windows <b>\n\nA window.",
    )
    save_note(note)
    return note


def addresses(query):
    return [result.address for result in find(query)]


def test_search_finds_a_service_by_its_former_name(notes):
    assert addresses("relational database") == ["/library/rds/"]


def test_search_finds_a_claim_by_its_number_and_leads_to_its_block(notes):
    assert addresses("35 days") == ["/library/rds/#rds-040"]


def test_search_marks_what_was_found(notes):
    assert find("35 days")[0].snippet == "You keep automated backups for up to <mark>35</mark> <mark>days</mark>."


def test_search_takes_the_last_word_as_a_beginning(notes):
    assert "/library/rds/#rds-040" in addresses("automated back")


def test_search_forgets_what_a_note_no_longer_says(notes):
    notes.body = "Nothing of the kind. {#rds-040}"
    save_note(notes)
    assert addresses("35 days") == []


@pytest.mark.parametrize(
    "query", ["", "   ", '"', "* OR *", "a AND", "NEAR(", "(((", "title:x", "\\", "'; DROP TABLE", "🙂", "&|!:*<->"]
)
def test_search_takes_any_text_for_words(notes, query):
    assert isinstance(find(query), list)


def test_search_never_finds_a_question(notes):
    QuestionFactory(stem="Which unmistakablestem is it?", published=True)
    assert addresses("unmistakablestem") == []


def test_words_are_few_and_lower_case():
    assert words("Multi-AZ: One two three four five six seven eight") == [
        "multi",
        "az",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
    ]


def test_search_page_shows_results_and_says_when_there_are_none(notes, bob_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        page = bob_client.get("/search/", {"q": "35 days"}).content.decode()
    assert 'href="/library/rds/#rds-040"' in page
    assert "Nothing was found for “zebra”" in bob_client.get("/search/", {"q": "zebra"}).content.decode()


def test_search_fragment_is_the_results_alone(notes, bob_client):
    fragment = bob_client.get(
        "/search/", {"q": "35 days"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="results"
    ).content.decode()
    assert "<html" not in fragment
    assert 'href="/library/rds/#rds-040"' in fragment
