"""Services, facts, notes and pictures between the files and the database."""

import datetime as dt
from dataclasses import replace

import pytest

from quizzes.content import write_bank
from quizzes.packs import Bank, read_bank
from services.content import (
    Report,
    digest,
    library_in_database,
    library_not_loaded,
    named,
    remove_facts,
    verdict,
    write_library,
)
from services.models import Category, Diagram, Fact, Note, SearchEntry, Service
from services.packs import read_library
from tests.content_folder import SAMPLE, copy_of_sample
from tests.content_folder import replace as change

pytestmark = pytest.mark.django_db


def load(root=SAMPLE):
    """Writes the services of a folder and returns what that did."""
    library, faults = read_library(root)
    assert faults == []
    report = Report()
    write_library(library, report, lambda _: None)
    remove_facts(library, report)
    return report


def test_digest_is_of_what_is_said_and_not_of_where():
    library, _ = read_library(SAMPLE)
    fact = library.packs[1].facts[0]

    assert digest(fact) == digest(replace(fact, file="elsewhere", line=99))
    assert digest(fact) != digest(replace(fact, statement="Something else."))
    assert digest(fact) != digest(replace(fact, expires_on=dt.date(2027, 1, 1)))


@pytest.mark.parametrize(
    ("present", "loaded", "wanted", "decision"),
    [("a", "a", "a", "same"), ("a", "b", "a", "same"), ("a", "", "a", "same"), ("a", "a", "b", "update"), ("a", "b", "c", "keep"), ("a", "", "b", "keep")],
)  # fmt: skip
def test_verdict_leaves_the_work_of_editors_alone(present, loaded, wanted, decision):
    assert verdict(present=present, loaded=loaded, wanted=wanted) == decision


def test_load_writes_what_the_files_say():
    report = load()

    assert report == Report(
        created=[
            "service dax", "fact dax-001", "note dax/dax",
            "service rds", "fact rds-001", "fact rds-002", "fact rds-003", "diagram rds/replica.svg",
            "note rds/backups", "note rds/read-replicas",
        ]
    )  # fmt: skip
    assert library_in_database() == read_library(SAMPLE)[0]
    assert [category.slug for category in Category.objects.all()] == ["relational", "cache"]


def test_load_renders_notes_and_gives_facts_their_homes():
    load()

    fact = Fact.objects.get(key="rds-001")
    note = Note.objects.get(slug="read-replicas")
    assert fact.note == note
    assert fact.block_html == "A read replica is a copy that is kept <strong>asynchronously</strong>."
    assert '<p id="rds-001">A read replica is a copy' in note.html
    assert 'width="200" height="100"' in note.html
    assert list(SearchEntry.objects.filter(note=note).values_list("anchor", flat=True)) == [
        "read-replicas",
        "rds-001",
        "rds-002",
    ]


def test_load_says_in_the_history_where_rows_come_from():
    load()

    reasons = {
        row.history.get().history_change_reason
        for row in (Service.objects.get(slug="rds"), Fact.objects.get(key="rds-001"), Note.objects.get(slug="backups"))
    }
    assert reasons == {"Loaded from the content files"}


def test_load_twice_changes_no_row():
    load()
    tables = [list(model.objects.order_by("pk").values()) for model in (Category, Service, Fact, Note, Diagram)]
    histories = [model.history.count() for model in (Service, Fact, Note)]

    assert load() == Report()

    assert [list(model.objects.order_by("pk").values()) for model in (Category, Service, Fact, Note, Diagram)] == tables
    assert [model.history.count() for model in (Service, Fact, Note)] == histories


def test_load_updates_what_has_changed_in_the_files(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    change(root, "rds/service.yaml", "Managed relational databases.", "Databases that AWS runs.")
    change(root, "rds/facts.yaml", "Backups are kept for up to 35 days.", "Backups stay for 35 days at most.")
    change(root, "rds/notes/backups.md", "Automated backups stay", "Backups stay")
    change(root, "rds/diagrams/replica.svg", 'width="200" height="100"', 'width="220" height="110"')

    report = load(root)

    assert report == Report(
        updated=["service rds", "fact rds-003", "diagram rds/replica.svg", "note rds/backups"],
    )
    assert Fact.objects.get(key="rds-003").statement == "Backups stay for 35 days at most."
    assert Fact.objects.get(key="rds-003").block_html == "Backups stay for up to 35 days."
    assert Fact.objects.get(key="rds-003").history.count() == 2
    # The note that shows the picture was not touched, but its page has the new size.
    assert 'width="220" height="110"' in Note.objects.get(slug="read-replicas").html
    assert Note.objects.get(slug="read-replicas").history.count() == 1


def test_load_keeps_what_an_editor_has_changed(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    for row, name in [
        (Service.objects.get(slug="rds"), "summary"),
        (Fact.objects.get(key="rds-003"), "statement"),
        (Note.objects.get(slug="backups"), "summary"),
        (Diagram.objects.get(), "source"),
    ]:
        setattr(row, name, "The words of an editor.")
        row.save()
    change(root, "rds/service.yaml", "Managed relational databases.", "Databases that AWS runs.")
    change(root, "rds/facts.yaml", "Backups are kept for up to 35 days.", "Backups stay for 35 days at most.")

    report = load(root)

    assert report == Report(kept=["service rds", "fact rds-003", "diagram rds/replica.svg", "note rds/backups"])
    assert Fact.objects.get(key="rds-003").statement == "The words of an editor."


def test_load_adopts_what_an_editor_and_the_files_say_alike(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    Fact.objects.filter(key="rds-003").update(statement="Backups stay for 35 days at most.\r\n")
    change(root, "rds/facts.yaml", "Backups are kept for up to 35 days.", "Backups stay for 35 days at most.")
    assert load(root) == Report()

    change(root, "rds/facts.yaml", "Backups stay for 35 days at most.", "Backups stay for five weeks at most.")

    assert load(root) == Report(updated=["fact rds-003"])


def test_load_finds_the_home_of_a_fact_that_came_after_its_note(tmp_path):
    load()
    Fact.objects.get(key="rds-003").delete()

    load()

    assert Fact.objects.get(key="rds-003").note == Note.objects.get(slug="backups")


def test_load_moves_a_home_from_note_to_note(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    (root / "rds/notes/backups.md").rename(root / "rds/notes/automated-backups.md")

    report = load(root)

    assert report == Report(created=["note rds/automated-backups"], removed=["note rds/backups"])
    fact = Fact.objects.get(key="rds-003")
    assert fact.note == Note.objects.get(slug="automated-backups")
    assert fact.block_html == "Automated backups stay for up to 35 days."
    assert not SearchEntry.objects.filter(anchor="backups").exists()


def test_load_leaves_no_block_behind_when_a_home_is_gone(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    (root / "rds/notes/backups.md").unlink()

    load(root)

    fact = Fact.objects.get(key="rds-003")
    assert (fact.note, fact.block_html) == (None, "")


def test_load_leaves_a_fact_in_the_note_that_an_editor_has_changed(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    Note.objects.filter(slug="backups").update(title="Backups and more")
    (root / "rds/notes/backups.md").rename(root / "rds/notes/automated-backups.md")

    load(root)

    assert Fact.objects.get(key="rds-003").note == Note.objects.get(slug="automated-backups")
    assert load(root) == Report(kept=["note rds/backups, which no file has"])
    assert Fact.objects.get(key="rds-003").note == Note.objects.get(slug="automated-backups")


def test_load_removes_what_is_gone_from_the_files(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    (root / "rds/notes/backups.md").unlink()
    (root / "rds/diagrams/replica.svg").unlink()
    (root / "rds/diagrams/replica.dot").unlink()
    facts = (root / "rds/facts.yaml").read_text()
    (root / "rds/facts.yaml").write_text(facts[: facts.index("- key: rds-003")])

    assert load(root) == Report(removed=["note rds/backups", "diagram rds/replica.svg", "fact rds-003"])


def test_load_keeps_what_is_gone_but_was_changed_or_is_cited(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    write_bank(read_bank(root)[0], Report(), lambda _: None)
    Note.objects.filter(slug="backups").update(title="Backups and more")
    (root / "rds/notes/backups.md").unlink()
    facts = (root / "rds/facts.yaml").read_text()
    (root / "rds/facts.yaml").write_text(facts[: facts.index("- key: rds-002")])

    assert load(root) == Report(
        removed=["fact rds-003"],
        kept=["note rds/backups, which no file has", "fact rds-002, which no file has but questions cite"],
    )


def test_load_leaves_a_service_without_folder_alone(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    for path in sorted((root / "dax").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (root / "dax").rmdir()
    change(root, "rds/notes/read-replicas.md", "[DAX](note:dax/dax)", "DAX")

    assert load(root) == Report(updated=["note rds/read-replicas"], kept=["service dax, which has no folder any more"])


def test_not_loaded_names_what_the_database_has_never_seen(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    assert list(library_not_loaded(read_library(root)[0])) == []
    Fact.objects.filter(key="rds-001").update(statement="The words of an editor.")
    change(root, "rds/facts.yaml", "Backups are kept for up to 35 days.", "Backups stay for 35 days at most.")
    (root / "dax/notes/more.md").write_text("---\ntitle: More\norder: 2\n---\nMore.\n")

    assert list(library_not_loaded(read_library(root)[0])) == ["note dax/more", "fact rds-003"]


def test_named_says_which_row():
    load()

    assert [
        named(row) for row in (Service.objects.get(slug="rds"), Fact.objects.first(), Note.objects.get(slug="dax"))
    ] == [
        "service rds",
        "fact dax-001",
        "note dax/dax",
    ]


def test_writing_no_questions_is_no_fault():
    report = Report()

    write_bank(Bank((), (), None), report, lambda _: None)

    assert report == Report()
