"""The house rules over a whole folder: the sample, and the sample with one thing broken."""

import datetime as dt
import subprocess
import sys

import pytest

from quizzes.lint import check_content, coverage, coverage_table
from tests.content_folder import SAMPLE, TODAY, copy_of_sample, replace


def content_faults(root):
    return [str(fault) for fault in check_content(root, TODAY).faults]


def test_sample_breaks_no_rule():
    checked = check_content(SAMPLE, TODAY)

    assert checked.faults == ()
    assert checked.warnings == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("rds/notes/backups.md", " {#rds-003}", "", "rds/facts.yaml, rds-003, line 19: The fact has no home in a note."),
        ("rds/notes/backups.md", "is no backup.", "is no backup. {#rds-009}",
         "rds/notes/backups.md, backups, line 8: There is no fact rds-009."),
        ("rds/notes/read-replicas.md", "unlike", "unlike that. {#rds-003}\n\nUnlike",
         "rds/notes/read-replicas.md, read-replicas, line 14: rds-003 has a home in rds/notes/backups.md already."),
        ("rds/notes/backups.md", "fact:rds-001", "fact:rds-009",
         "rds/notes/backups.md, backups, line 8: A link leads to rds-009, and there is no such fact."),
        ("rds/notes/read-replicas.md", "note:dax/dax", "note:dax/dux",
         "rds/notes/read-replicas.md, read-replicas, line 14: A link leads to dax/dux, and there is no such note."),
        ("rds/notes/backups.md", "fact:rds-001", "http://a.example",
         "rds/notes/backups.md, backups, line 8: A link leads to http://a.example; only https addresses are allowed."),
        ("rds/notes/backups.md", "fact:rds-001", "/library/rds/",
         'rds/notes/backups.md, backups, line 8: "/library/rds/" is no address: write fact:…, note:… or https://….'),
        ("rds/notes/read-replicas.md", "(replica.svg", "(other.svg",
         "rds/notes/read-replicas.md, read-replicas, line 9: There is no picture other.svg in rds/diagrams."),
        ("rds/notes/read-replicas.md", "![A primary that copies to a replica]", "![]",
         "rds/notes/read-replicas.md, read-replicas, line 9: The picture replica.svg has no alt text."),
        ("rds/notes/read-replicas.md", "![A primary", "Look: ![A primary",
         "rds/notes/read-replicas.md, read-replicas, line 9: The picture replica.svg is to stand alone in its paragraph."),
        ("rds/notes/read-replicas.md", "## Not", "# Not",
         'rds/notes/read-replicas.md, read-replicas, line 11: The heading "Not a standby" is to start with ##.'),
        ("rds/notes/read-replicas.md", "## Not", "### Not",
         'rds/notes/read-replicas.md, read-replicas, line 11: The heading "Not a standby" skips a level.'),
        ("rds/notes/backups.md", "is no backup.", "is {#rds-002} no backup.",
         "rds/notes/backups.md, backups, line 8: {#rds-002} is no home: that is the end of a paragraph or list item, with a key of this pack."),
        ("rds/notes/read-replicas.md", "::: confuse", "::: confused",
         "rds/notes/read-replicas.md, read-replicas, line 13: ::: is followed by exam, changed or confuse, or closes one of these."),
        ("rds/notes/backups.md", "is no backup.", "is <b>no</b> backup.",
         "rds/notes/backups.md, backups: There is HTML in the text; it shows as it is written."),
        ("rds/notes/backups.md", "'2.2'", "'2.9'", "rds/notes/backups.md, backups: The exam has no task statement 2.9."),
        ("rds/facts.yaml", "checked_on: 2026-11-23", "checked_on: 2026-11-26",
         "rds/facts.yaml, rds-001, line 1: It was checked on 2026-11-26, which is yet to come."),
        ("rds/facts.yaml", "expires_on: 2027-03-23", "expires_on: 2027-03-24",
         "rds/facts.yaml, rds-001, line 1: It expires more than 120 days after it was checked."),
        ("dax/questions/dax.yaml", "fact: dax-001", "fact: dax-002",
         "dax/questions/dax.yaml, dax-q001, line 1: The question cites dax-002, and there is no such fact."),
        ("dax/questions/dax.yaml", "task: '3.3'", "task: '1.1'",
         "dax/questions/dax.yaml, dax-q001, line 1: Task 1.1 belongs to domain 1, not 3."),
        ("dax/questions/dax.yaml", "key: dax-q001", "key: rds-q001",
         "rds/questions/read-replicas.yaml, rds-q001, line 1: This key is used in dax/questions/dax.yaml as well."),
    ],
)  # fmt: skip
def test_content_names_what_breaks_a_rule(tmp_path, file, old, new, fault):
    root = copy_of_sample(tmp_path)
    replace(root, file, old, new)

    assert fault in content_faults(root)


def test_row_that_cannot_be_read_is_judged_no_further(tmp_path):
    root = copy_of_sample(tmp_path)
    replace(root, "dax/questions/dax.yaml", "stem: |\n    Which", "stem: ''\n  was: |\n    Which")

    fields = "key, kind, style, domain, task, difficulty, fact, stem, options"
    assert content_faults(root) == [
        'dax/questions/dax.yaml, dax-q001, line 8: "stem" is empty.',
        f'dax/questions/dax.yaml, dax-q001, line 9: "was" is no field here; the fields are {fields}.',
    ]


def test_rules_wait_for_a_file_that_cannot_be_read(tmp_path):
    root = copy_of_sample(tmp_path)
    (root / "rds/facts.yaml").write_text("- key: 'rds-001\n")

    assert content_faults(root) == ["rds/facts.yaml, line 1: This is not YAML: found unexpected end of stream."]


def test_checking_needs_no_django():
    code = "import sys, quizzes.lint, quizzes.packs; sys.exit(any(name.startswith('django') for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_content_of_no_folder_is_one_fault(tmp_path):
    assert content_faults(tmp_path / "none") == [f"{tmp_path}/none: There is no such folder."]


def test_expired_fact_and_unused_picture_are_warnings(tmp_path):
    root = copy_of_sample(tmp_path)
    replace(
        root,
        "rds/notes/read-replicas.md",
        '![A primary that copies to a replica](replica.svg "The replica follows',
        '"It follows',
    )

    checked = check_content(root, dt.date(2027, 2, 21))

    assert checked.faults == ()
    assert [str(warning) for warning in checked.warnings] == [
        "rds/diagrams/replica.svg: No note shows this picture.",
        "rds/facts.yaml, rds-003, line 19: The fact expired on 2027-02-21.",
    ]


def test_coverage_counts_services_and_all():
    checked = check_content(SAMPLE, TODAY)

    rows = coverage(checked.library, checked.bank)

    assert [(row.service, row.facts, row.angles, row.questions, row.scenarios, row.multiples) for row in rows] == [
        ("dax", 1, 1, 1, 0, 0),
        ("rds", 3, 1, 2, 1, 1),
        ("all", 4, 2, 3, 1, 1),
    ]
    assert dict(rows[1].cells) == {(3, 2): 1, (2, 1): 1}
    assert coverage_table(rows) == (
        "service  facts  angles  questions  scenario  multiple  domain 1  domain 2  domain 3  domain 4\n"
        "dax          1       1          1        0%        0%     0/0/0     0/0/0     1/0/0     0/0/0\n"
        "rds          3       1          2       50%       50%     0/0/0     1/0/0     0/1/0     0/0/0\n"
        "all          4       2          3       33%       33%     0/0/0     1/0/0     1/1/0     0/0/0"
    )
