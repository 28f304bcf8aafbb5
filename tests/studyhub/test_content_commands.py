"""The commands that carry content from the files to the database and back."""

import shutil
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command

from quizzes.models import Option, Question, QuestionVersion
from services.models import Category, Diagram, Fact, Note, Service
from studyhub.management.commands.load_content import CACHE_KEY, fingerprint
from tests.content_folder import SAMPLE, TODAY, bytes_of, copy_of_sample, replace

MODELS = (Category, Service, Fact, Note, Diagram, Question, Option, QuestionVersion, Question.history.model)
LOADED = "dax: 1 facts, 1 notes, 0 pictures\nrds: 3 facts, 2 notes, 1 pictures\nquestions: 3\n"


@pytest.fixture(autouse=True)
def _today():
    """A day on which no fact of the sample has expired."""
    with time_machine.travel(TODAY, tick=False):
        yield


def run(name, root, **options):
    """Runs a command and returns what it prints, without colours."""
    out = StringIO()
    call_command(name, root=root, stdout=out, stderr=out, no_color=True, **options)
    return out.getvalue()


def refusal(name, root, **options):
    """Runs a command that refuses, and returns what it prints and why it refuses."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command(name, root=root, stdout=out, stderr=out, no_color=True, **options)
    return out.getvalue(), str(error.value)


def rows():
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def test_lint_content_needs_no_database():
    assert run("lint_content", SAMPLE) == (
        "service  facts  angles  questions  scenario  multiple  domain 1  domain 2  domain 3  domain 4\n"
        "dax          1       1          1        0%        0%     0/0/0     0/0/0     1/0/0     0/0/0\n"
        "rds          3       1          2       50%       50%     0/0/0     1/0/0     0/1/0     0/0/0\n"
        "all          4       2          3       33%       33%     0/0/0     1/0/0     1/1/0     0/0/0\n"
        "No faults, 0 warnings.\n"
    )


def test_lint_content_lists_all_faults_and_fails(tmp_path):
    root = copy_of_sample(tmp_path)
    replace(root, "rds/facts.yaml", "confidence: low", "confidence: none")
    replace(root, "dax/questions/dax.yaml", "difficulty: 1", "difficulty: 9")

    printed, why = refusal("lint_content", root)

    assert printed.splitlines()[:2] == [
        'dax/questions/dax.yaml, dax-q001, line 1: "difficulty" is to be a whole number from 1 to 3, not "9".',
        'rds/facts.yaml, rds-003, line 19: "confidence" is to be one of high, medium, low, not "none".',
    ]
    assert why == "2 faults, 0 warnings."


def test_lint_content_prints_warnings_and_passes(tmp_path):
    with time_machine.travel("2027-02-21"):
        printed = run("lint_content", SAMPLE)

    assert printed.splitlines()[0] == "warning: rds/facts.yaml, rds-003, line 19: The fact expired on 2027-02-21."


def test_lint_content_formats_sound_files_and_keeps_their_head(tmp_path):
    root = copy_of_sample(tmp_path)
    replace(root, "rds/facts.yaml", "- key: rds-001\n  statement: A read", "# Claims.\n- statement: A\n    read")
    replace(root, "rds/facts.yaml", "  changed: ''\n", "  changed: ''\n  key: rds-001\n")

    printed = run("lint_content", root, format=True)

    assert "formatted rds/facts.yaml\n" in printed
    assert (root / "rds/facts.yaml").read_text() == "# Claims.\n" + (SAMPLE / "rds/facts.yaml").read_text()
    assert "formatted" not in run("lint_content", root, format=True)


def test_lint_content_formats_nothing_while_there_are_faults(tmp_path):
    root = copy_of_sample(tmp_path)
    replace(root, "rds/facts.yaml", "confidence: low", "confidence:   none")
    before = bytes_of(root)

    refusal("lint_content", root, format=True)

    assert bytes_of(root) == before


@pytest.mark.django_db
def test_load_content_says_what_it_did():
    printed = run("load_content", SAMPLE)

    assert printed.startswith(LOADED + "Loaded: 13 new, 0 changed, 0 removed, 0 kept (")
    assert Question.objects.published().count() == 3


@pytest.mark.django_db
def test_load_content_is_silent_when_asked():
    assert run("load_content", SAMPLE, verbosity=0) == ""


@pytest.mark.django_db
def test_load_content_writes_nothing_while_there_is_a_fault(tmp_path):
    root = copy_of_sample(tmp_path)
    replace(root, "rds/questions/read-replicas.yaml", "fact: rds-001", "fact: rds-009")
    replace(root, "dax/service.yaml", "order: 1", "order: first")

    printed, why = refusal("load_content", root)

    assert printed == (
        'dax/service.yaml, dax, line 1: "order" is to be a whole number from 0 to 999, not "first".\n'
        "rds/questions/read-replicas.yaml, rds-q001, line 1: The question cites rds-009, and there is no such fact.\n"
    )
    assert why == "2 faults; nothing was written."
    assert rows() == [[] for _ in MODELS]


@pytest.mark.django_db
def test_load_content_on_trial_writes_nothing():
    printed = run("load_content", SAMPLE, check=True)

    assert printed.startswith(LOADED + "Nothing was written; a load would be: 13 new, 0 changed, 0 removed, 0 kept (")
    assert rows() == [[] for _ in MODELS]


@pytest.mark.django_db
def test_load_content_lists_what_it_kept_and_removed(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    Fact.objects.filter(key="rds-003").update(statement="The words of an editor.")
    replace(root, "rds/facts.yaml", "Backups are kept", "Backups stay")
    questions = root / "rds/questions/read-replicas.yaml"
    questions.write_text(questions.read_text().partition("\n- key: rds-q002")[0])

    printed = run("load_content", root)

    assert printed.startswith(
        LOADED.replace("questions: 3", "questions: 2")
        + "kept: fact rds-003\nremoved: question rds-q002, which is retired\n"
        + "Loaded: 0 new, 0 changed, 1 removed, 1 kept ("
    )


@pytest.mark.django_db
def test_load_content_if_changed_passes_over_what_was_loaded_last(tmp_path):
    root = copy_of_sample(tmp_path)
    assert run("load_content", root, if_changed=True).startswith(LOADED)
    assert run("load_content", root, if_changed=True) == ""

    replace(root, "rds/facts.yaml", "Backups are kept", "Backups stay")
    assert "Loaded: 0 new, 1 changed" in run("load_content", root, if_changed=True)
    assert run("load_content", root, if_changed=True) == ""


@pytest.mark.django_db
def test_load_content_if_changed_is_not_fooled_by_an_old_cache():
    cache.set(CACHE_KEY, fingerprint(SAMPLE))

    assert run("load_content", SAMPLE, if_changed=True).startswith(LOADED)


@pytest.mark.django_db
def test_load_dump_load_changes_no_byte_and_no_row(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    before, files = rows(), bytes_of(root)

    assert run("dump_content", root) == "0 of 14 files written, 0 faults in all of them.\n"
    assert bytes_of(root) == files
    assert "Loaded: 0 new, 0 changed, 0 removed, 0 kept" in run("load_content", root)
    assert rows() == before


@pytest.mark.django_db
def test_dump_content_fills_an_empty_folder_that_loads_the_same(tmp_path):
    run("load_content", SAMPLE)
    before = rows()

    run("dump_content", tmp_path / "new")

    assert "Loaded: 0 new, 0 changed, 0 removed, 0 kept" in run("load_content", tmp_path / "new")
    assert rows() == before


@pytest.mark.django_db
def test_dump_content_brings_the_words_of_editors_into_the_files(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    Fact.objects.filter(key="rds-003").update(statement="Backups stay for 35 days at most.\r\n")
    Note.objects.filter(slug="dax").update(summary="A cache.")
    Option.objects.filter(question__key="dax-q001", key="a").update(text="RDS Proxy")
    Question.objects.filter(key="rds-q002").update(state="retired")

    printed = run("dump_content", root)

    assert printed == (
        "wrote dax/notes/dax.md\nwrote dax/questions/dax.yaml\nwrote rds/facts.yaml\n"
        "wrote rds/questions/read-replicas.yaml\n4 of 14 files written, 0 faults in all of them.\n"
    )
    assert "  statement: Backups stay for 35 days at most.\n" in (root / "rds/facts.yaml").read_text()
    assert "summary: A cache.\n" in (root / "dax/notes/dax.md").read_text()
    assert "rds-q002" not in (root / "rds/questions/read-replicas.yaml").read_text()
    assert "Loaded: 0 new, 0 changed, 0 removed, 0 kept" in run("load_content", root)
    assert Fact.objects.get(key="rds-003").loaded_digest != ""


@pytest.mark.django_db
def test_dump_content_keeps_the_order_and_the_head_of_the_files(tmp_path):
    root = copy_of_sample(tmp_path)
    (root / "confusions.yaml").write_text(
        "# Pairs.\n- {slug: z-or-y, first: Z, second: Y}\n- {slug: multi-az-or-replica, first: Standby, second: Replica}\n"
    )
    files = bytes_of(root)
    run("load_content", root)

    run("dump_content", root)

    assert bytes_of(root) == files


@pytest.mark.django_db
def test_dump_content_deletes_the_files_of_what_is_gone(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    Question.objects.filter(key="dax-q001").update(state="retired")

    printed = run("dump_content", root)

    assert "deleted dax/questions/dax.yaml\n" in printed
    assert not (root / "dax/questions/dax.yaml").exists()


@pytest.mark.django_db
def test_dump_content_tells_what_is_wrong_with_the_words_of_editors(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    Option.objects.filter(question__key="dax-q001", key="a").update(text="All of the above")

    assert 'dax/questions/dax.yaml, dax-q001, line 1: Option a says "All of the above", which no question may.' in run(
        "dump_content", root
    )


@pytest.mark.django_db
def test_dump_content_refuses_to_lose_what_was_never_loaded(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    replace(root, "rds/facts.yaml", "Backups are kept", "Backups stay")
    files = bytes_of(root)

    printed, why = refusal("dump_content", root)

    assert printed == "not loaded: fact rds-003\n"
    assert why == "The files say what the database has never seen: load_content first, or --force."
    assert bytes_of(root) == files
    assert "wrote rds/facts.yaml\n" in run("dump_content", root, force=True)
    assert bytes_of(root) == bytes_of(SAMPLE)


@pytest.mark.django_db
def test_dump_content_refuses_to_lose_what_cannot_be_read(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    (root / "rds/facts.yaml").write_text("- 'unclosed\n")

    assert refusal("dump_content", root) == (
        "",
        "Some files cannot be read, and what they say would be lost; see lint_content.",
    )


@pytest.mark.django_db
def test_dump_content_does_not_delete_a_service_that_was_never_loaded(tmp_path):
    root = copy_of_sample(tmp_path)
    run("load_content", root)
    shutil.copytree(root / "dax", root / "emr")
    replace(root, "emr/service.yaml", "slug: dax", "slug: emr")

    printed, _ = refusal("dump_content", root)

    assert "not loaded: service emr\n" in printed
