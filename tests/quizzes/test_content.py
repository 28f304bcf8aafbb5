"""Questions, confusions and the exam between the files and the database."""

import pytest

from quizzes.actions import publish_question, retire_question
from quizzes.content import GONE, bank_in_database, bank_not_loaded, write_bank
from quizzes.models import Blueprint, ConfusionPair, Option, Question, QuestionVersion
from quizzes.packs import read_bank
from services.content import Report, write_library
from services.models import Fact
from services.packs import read_library
from tests.content_folder import SAMPLE, copy_of_sample, replace

pytestmark = pytest.mark.django_db
FILE = "rds/questions/read-replicas.yaml"


@pytest.fixture(autouse=True)
def _services():
    """The services of the sample, whose facts the questions cite."""
    write_library(read_library(SAMPLE)[0], Report(), lambda _: None)


def load(root=SAMPLE):
    """Writes the questions of a folder and returns what that did."""
    bank, faults = read_bank(root)
    assert faults == []
    report = Report()
    write_bank(bank, report, lambda _: None)
    return report


def without_second_question(root):
    text = (root / FILE).read_text()
    (root / FILE).write_text(text[: text.index("\n- key: rds-q002")])


def test_load_writes_and_publishes_what_the_files_say():
    report = load()

    assert report == Report(created=["question dax-q001", "question rds-q001", "question rds-q002"])
    bank, in_files = bank_in_database(), read_bank(SAMPLE)[0]
    assert bank == in_files
    question = Question.objects.get(key="rds-q001")
    assert (question.state, question.reviewed_by, question.current.number) == ("published", "pack", 1)
    assert question.current.options[0] == {
        "key": "a",
        "html": "Read from the Multi-AZ standby",
        "is_key": False,
        "rationale_html": "The standby waits for a failure and answers no reads.",
        "fact": "rds-002",
        "confusion": "multi-az-or-replica",
    }
    assert Fact.objects.get(key="rds-001").note.question_count == 2


def test_load_twice_changes_no_row():
    load()
    models = (Blueprint, ConfusionPair, Question, Option, QuestionVersion, Question.history.model, Option.history.model)
    before = [list(model.objects.order_by("pk").values()) for model in models]

    assert load() == Report()

    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_load_publishes_a_new_version_of_what_has_changed(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    replace(root, FILE, "text: Add a read replica for the reports", "text: Add a replica for the reports")

    assert load(root) == Report(updated=["question rds-q001"])

    question = Question.objects.get(key="rds-q001")
    assert [version.number for version in question.versions.all()] == [1, 2]
    assert question.current.options[1]["html"] == "Add a replica for the reports"
    assert Option.objects.get(question=question, key="b").history.count() == 2
    assert Option.objects.get(question=question, key="a").history.count() == 1
    assert Question.objects.get(key="rds-q002").versions.count() == 1


def test_load_makes_no_version_of_what_no_learner_sees(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    replace(root, FILE, "difficulty: 2", "difficulty: 3")

    assert load(root) == Report(updated=["question rds-q001"])
    assert Question.objects.get(key="rds-q001").versions.count() == 1


def test_load_adds_and_removes_options(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    replace(
        root,
        FILE,
        "  - id: e\n    text: A standby has its own address\n    rationale: It shares the name of the primary, which moves.\n",
        "",
    )
    replace(
        root,
        FILE,
        "  - id: d\n    text: Keep the backups for a longer time\n",
        "  - id: d\n    text: Wait\n    rationale: Waiting changes nothing for the reports.\n"
        "  - id: e\n    text: Keep the backups for a longer time\n",
    )

    assert load(root) == Report(updated=["question rds-q001", "question rds-q002"])
    assert list(Option.objects.filter(question__key="rds-q001").values_list("key", flat=True)) == list("abcde")
    assert list(Option.objects.filter(question__key="rds-q002").values_list("key", flat=True)) == list("abcd")


def test_load_keeps_what_an_editor_has_changed(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    Option.objects.filter(question__key="rds-q001", key="c").update(text="The words of an editor")
    replace(root, FILE, "text: Add a read replica for the reports", "text: Add a replica for the reports")

    assert load(root) == Report(kept=["question rds-q001"])
    assert Question.objects.get(key="rds-q001").versions.count() == 1


def test_load_retires_a_question_that_is_gone_and_never_deletes_it(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    without_second_question(root)

    assert load(root) == Report(removed=["question rds-q002, which is retired"])
    question = Question.objects.get(key="rds-q002")
    assert (question.state, question.loaded_digest, question.options.count()) == ("retired", GONE, 5)
    assert load(root) == Report()


def test_load_brings_back_a_question_that_its_file_brings_back(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    without_second_question(root)
    load(root)

    assert load(SAMPLE) == Report(updated=["question rds-q002"])
    question = Question.objects.get(key="rds-q002")
    assert (question.state, question.versions.count()) == ("published", 1)
    assert load(SAMPLE) == Report()


def test_load_keeps_a_question_that_is_gone_but_was_changed(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    Question.objects.filter(key="rds-q002").update(difficulty=3)
    without_second_question(root)

    assert load(root) == Report(kept=["question rds-q002, which no file has"])
    assert Question.objects.get(key="rds-q002").state == "published"


def test_load_leaves_a_question_retired_that_an_editor_has_retired(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    retire_question(question=Question.objects.get(key="rds-q001"))
    assert load(root) == Report()
    replace(root, FILE, "difficulty: 2", "difficulty: 3")

    assert load(root) == Report(kept=["question rds-q001, which is retired"])
    assert Question.objects.get(key="rds-q001").state == "retired"


def test_load_settles_a_dispute_by_a_corrected_file(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    Question.objects.filter(key="rds-q001").update(state="disputed")
    assert load(root) == Report()
    assert Question.objects.get(key="rds-q001").state == "disputed"
    replace(root, FILE, "text: Add a read replica for the reports", "text: Add a replica for the reports")

    assert load(root) == Report(updated=["question rds-q001"])
    assert Question.objects.get(key="rds-q001").state == "published"


def test_load_lists_confusions_that_are_gone_but_named(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    with (root / "confusions.yaml").open("a") as file:
        file.write("- {slug: this-or-that, first: This, second: That}\n")
    load(root)
    assert ConfusionPair.objects.count() == 2
    (root / "confusions.yaml").write_text("- {slug: other, first: Other, second: One}\n")
    bank, _ = read_bank(root)
    report = Report()

    write_bank(bank, report, lambda _: None)

    assert report == Report(kept=["confusion pair multi-az-or-replica, which no file has but questions name"])
    assert list(ConfusionPair.objects.values_list("slug", flat=True)) == ["multi-az-or-replica", "other"]


def test_load_makes_the_newest_exam_the_current_one(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    replace(root, "exam/blueprint.yaml", "version: 2022-08-30", "version: 2027-08-30")

    load(root)

    assert list(Blueprint.objects.order_by("version").values_list("version", "is_current")) == [
        ("2022-08-30", False),
        ("2027-08-30", True),
    ]
    assert Blueprint.objects.get(is_current=True).data["score"] == {"lowest": 100, "highest": 1000, "pass": 720}


def test_database_says_nothing_of_drafts_and_retired_questions():
    load()
    Question.objects.filter(key="dax-q001").update(current=None, state="draft")
    retire_question(question=Question.objects.get(key="rds-q002"))

    assert [question.key for question in bank_in_database().questions] == ["rds-q001"]


def test_question_of_an_editor_goes_into_the_file_of_its_topic():
    load()
    question = Question.objects.get(key="rds-q001")
    question.pk, question.key, question.current, question.loaded_digest = None, "rds-q009", None, ""
    question.save()
    for option in Option.objects.filter(question__key="rds-q001"):
        option.pk, option.question = None, question
        option.save()
    publish_question(question=question, by=None, reviewed_by="Erin")

    questions = {source.key: source.file for source in bank_in_database().questions}

    assert questions["rds-q009"] == "rds/questions/read-replicas.yaml"
    assert load() == Report(kept=["question rds-q009, which no file has"])


def test_not_loaded_names_questions_that_the_database_has_never_seen(tmp_path):
    root = copy_of_sample(tmp_path)
    load(root)
    assert list(bank_not_loaded(read_bank(root)[0])) == []
    Question.objects.filter(key="dax-q001").update(difficulty=3)
    replace(root, FILE, "difficulty: 2", "difficulty: 3")

    assert list(bank_not_loaded(read_bank(root)[0])) == ["question rds-q001"]
