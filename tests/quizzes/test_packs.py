"""Reading of the question bank: the sample as written, and files that break the format."""

import datetime as dt

import pytest

from quizzes.packs import (
    ConfusionSource,
    OptionSource,
    QuestionSource,
    blueprint_data,
    confusions_text,
    questions_text,
    read_bank,
    read_questions,
)
from services.packs import in_order
from services.packs.writing import head_comment, yaml_text
from tests.content_folder import SAMPLE, copy_of_sample, replace


def faults_of(root):
    _, faults = read_bank(root)
    return [str(fault) for fault in in_order(faults)]


def test_bank_of_the_sample_has_no_faults():
    bank, faults = read_bank(SAMPLE)

    assert faults == []
    assert [question.key for question in bank.questions] == ["dax-q001", "rds-q001", "rds-q002"]
    assert bank.confusions == (ConfusionSource("multi-az-or-replica", "Multi-AZ standby", "Read replica"),)
    assert (bank.blueprint.code, bank.blueprint.version, bank.blueprint.pass_score) == (
        "SAA-C03",
        dt.date(2022, 8, 30),
        720,
    )
    assert bank.blueprint.tasks["3.5"] == 3


def test_questions_say_what_their_file_says():
    questions, faults = read_questions(SAMPLE / "dax")

    assert faults == []
    assert questions == (
        QuestionSource(
            key="dax-q001",
            service="dax",
            kind="single",
            style="direct",
            domain=3,
            task="3.3",
            difficulty=1,
            fact="dax-001",
            stem="Which service answers reads of a DynamoDB table within microseconds?",
            options=(
                OptionSource("a", "Amazon RDS Proxy", False, "It shares connections of relational databases."),
                OptionSource("b", "Amazon DynamoDB Streams", False, "It hands on changes and answers no reads."),
                OptionSource(
                    "c", "DynamoDB Accelerator", True, "DAX keeps items in memory, in front of the table.", "dax-001"
                ),
                OptionSource("d", "Amazon S3 Select", False, "It reads parts of objects, not of tables."),
            ),
        ),
    )
    assert (questions[0].file, questions[0].line) == ("dax/questions/dax.yaml", 1)
    assert [option.id for option in questions[0].keys] == ["c"]
    assert [option.id for option in questions[0].distractors] == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("dax/questions/dax.yaml", "kind: single", "kind: truefalse",
         'dax/questions/dax.yaml, dax-q001, line 1: "kind" is to be one of single, multiple, not "truefalse".'),
        ("dax/questions/dax.yaml", "  style: direct\n", "", 'dax/questions/dax.yaml, dax-q001, line 1: "style" is missing.'),
        ("dax/questions/dax.yaml", "difficulty: 1", "difficulty: 4",
         'dax/questions/dax.yaml, dax-q001, line 1: "difficulty" is to be a whole number from 1 to 3, not "4".'),
        ("dax/questions/dax.yaml", "is_key: true", "is_key: yes",
         'dax/questions/dax.yaml, dax-q001, line 17: "is_key" is to be true or false, not "yes".'),
        ("dax/questions/dax.yaml", "text: Amazon RDS Proxy", "text:",
         'dax/questions/dax.yaml, dax-q001, line 12: "text" is empty.'),
        ("dax/questions/dax.yaml", "text: Amazon RDS Proxy", "texts: Amazon RDS Proxy",
         'dax/questions/dax.yaml, dax-q001, line 12: "texts" is no field here; the fields are id, text, is_key, rationale, fact, confusion.'),
        ("rds/questions/read-replicas.yaml", "key: rds-q002", "key: rds-q001",
         "rds/questions/read-replicas.yaml, rds-q001: This key is used twice."),
        ("confusions.yaml", "first: Multi-AZ standby", "first: ''", 'confusions.yaml, multi-az-or-replica, line 2: "first" is empty.'),
        ("exam/blueprint.yaml", "scored: 50", "scored: 51",
         'exam/blueprint.yaml, line 5: "scored" and "unscored" do not add up to "questions".'),
        ("exam/blueprint.yaml", "weight: 30", "weight: 31",
         "exam/blueprint.yaml, line 15: The weights of the domains do not add up to 100."),
        ("exam/blueprint.yaml", "pass: 720", "pass: 72", "exam/blueprint.yaml, line 8: The pass score lies outside its scale."),
        ("exam/blueprint.yaml", "questions: 20", "questions: 66", "exam/blueprint.yaml, line 12: The short form is longer than the exam."),
        ("exam/blueprint.yaml", "number: 2", "number: 3",
         "exam/blueprint.yaml, line 15: The domains are to be numbered 1, 2, 3 … in order."),
        ("exam/blueprint.yaml", "id: '2.2'", "id: '3.2'", "exam/blueprint.yaml, line 15: Task 3.2 does not belong to domain 2."),
        ("exam/blueprint.yaml", "score:\n", "score: 720\nscores:\n",
         'exam/blueprint.yaml, line 8: "score" is to be a mapping of fields.'),
    ],
)  # fmt: skip
def test_bank_names_what_is_wrong(tmp_path, file, old, new, fault):
    root = copy_of_sample(tmp_path)
    replace(root, file, old, new)

    assert fault in faults_of(root)


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("exam/blueprint.yaml", "", "exam/blueprint.yaml: The file is empty."),
        ("exam/blueprint.yaml", "- a", "exam/blueprint.yaml: The file is to be a mapping of fields."),
        ("rds/questions/a.yml", "", "rds/questions/a.yml: The file does not belong here; files in this folder end in .yaml."),
        ("rds/questions/a.yaml", "- key: rds-q009\n  options: b\n",
         "rds/questions/a.yaml, rds-q009, line 2: Here is to be a list: each entry starts with a hyphen."),
    ],
)  # fmt: skip
def test_bank_names_files_that_are_wrong_as_a_whole(tmp_path, file, content, fault):
    root = copy_of_sample(tmp_path)
    (root / file).write_text(content)

    assert fault in faults_of(root)


def test_writing_gives_the_files_of_the_bank_back():
    bank, _ = read_bank(SAMPLE)

    files = {question.file for question in bank.questions}
    written = {
        file: questions_text(tuple(question for question in bank.questions if question.file == file)) for file in files
    }
    comment = head_comment((SAMPLE / "confusions.yaml").read_text())
    written["confusions.yaml"] = comment + confusions_text(bank.confusions)
    written["exam/blueprint.yaml"] = yaml_text(blueprint_data(bank.blueprint))

    assert written == {file: (SAMPLE / file).read_text() for file in written}
