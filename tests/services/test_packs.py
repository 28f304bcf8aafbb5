"""Reading of packs: the sample as written, and one file after the other that breaks a rule of the format."""

import contextlib
import datetime as dt
import os
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.packs import (
    CategorySource,
    DiagramSource,
    FactSource,
    Fault,
    NoteSource,
    in_order,
    read_library,
    read_service_pack,
)
from services.packs.rows import Items, Pairs, RefusedError, Row, Scalar, parse
from services.packs.writing import Block, categories_text, facts_text, head_comment, note_text, service_text, yaml_text
from tests.content_folder import SAMPLE, copy_of_sample, replace


def faults_of(root):
    _, faults = read_library(root)
    return [str(fault) for fault in in_order(faults)]


def test_fault_reads_as_a_sentence():
    assert str(Fault("rds/facts.yaml", "rds-033", '"statement" is missing.', 120)) == (
        'rds/facts.yaml, rds-033, line 120: "statement" is missing.'
    )
    assert str(Fault("rds/facts.yaml", "", "The file is empty.")) == "rds/facts.yaml: The file is empty."


def test_faults_come_in_the_order_of_the_files_and_once():
    first, second, third = Fault("a", "y", "m", 2), Fault("a", "x", "m", 10), Fault("b", "", "m")

    assert in_order([third, second, first, second]) == [first, second, third]


def test_library_of_the_sample_has_no_faults():
    library, faults = read_library(SAMPLE)

    assert faults == []
    assert library.categories == (
        CategorySource("relational", "Relational databases", "relational", 1),
        CategorySource("cache", "Caches", "cache", 2),
    )
    assert [pack.slug for pack in library.packs] == ["dax", "rds"]


def test_service_pack_of_the_sample_says_what_its_files_say():
    pack, faults = read_service_pack(SAMPLE / "rds")

    assert faults == []
    assert (pack.slug, pack.name, pack.short_name, pack.category, pack.order, pack.summary, pack.aliases) == (
        "rds", "Amazon RDS", "RDS", "relational", 1, "Managed relational databases.", ("Relational Database Service",),
    )  # fmt: skip
    assert pack.facts[1] == FactSource(
        key="rds-002",
        statement="The standby of a Multi-AZ instance serves no reads.",
        changed="Older guides say secondary; now: standby.",
        exam_angle="",
        sources=("botocore: rds CreateDBInstance",),
        checked_on=dt.date(2026, 11, 23),
        expires_on=dt.date(2027, 3, 23),
        confidence="medium",
    )
    assert (pack.facts[1].file, pack.facts[1].line) == ("rds/facts.yaml", 10)
    assert pack.notes[0] == NoteSource(
        slug="backups",
        title="Backups",
        order=2,
        tasks=("2.2",),
        summary="How long they stay.",
        body="- Automated backups stay for up to 35 days. {#rds-003}\n- A [replica](fact:rds-001) is no backup.\n",
    )
    assert (pack.notes[0].file, pack.notes[0].line) == ("rds/notes/backups.md", 6)
    assert pack.diagrams == (
        DiagramSource(
            "replica.svg",
            (SAMPLE / "rds/diagrams/replica.svg").read_text(),
            "digraph { primary -> replica }\n",
            200,
            100,
        ),
    )
    assert pack.sizes == {"replica.svg": (200, 100)}


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("categories.yaml", "slug: cache", "slug: relational", "categories.yaml, relational: This key is used twice."),
        ("categories.yaml", "order: 2", "order: two",
         'categories.yaml, cache, line 2: "order" is to be a whole number from 0 to 999, not "two".'),
        ("rds/service.yaml", "slug: rds", "slug: rdz", 'rds/service.yaml, rdz, line 1: "slug" is to be the name of the folder, rds.'),
        ("rds/service.yaml", "category: relational", "category: graph",
         'rds/service.yaml, rds: "category" is to be a slug of categories.yaml, not "graph".'),
        ("rds/service.yaml", "order: 1", "order: 1000",
         'rds/service.yaml, rds, line 1: "order" is to be a whole number from 0 to 999, not "1000".'),
        ("rds/service.yaml", "summary: Managed relational databases.", "summary: " + "x" * 241,
         'rds/service.yaml, rds, line 6: "summary" has 241 characters; at most 240 fit.'),
        ("rds/service.yaml", "aliases: [Relational Database Service]", "aliases: none",
         'rds/service.yaml, rds, line 7: "aliases" is to be a list of texts.'),
        ("rds/service.yaml", "aliases: [Relational Database Service]", "aliases: [a, [b]]",
         'rds/service.yaml, rds, line 7: "aliases" is to be a list of texts.'),
        ("categories.yaml", "order: 1", "colour: blue",
         'categories.yaml, relational, line 1: "colour" is no field here; the fields are slug, name, short_name, order.'),
        ("rds/service.yaml", "name: Amazon RDS", "name: Amazon RDS\nname: RDS", 'rds/service.yaml, line 3: "name" stands here twice.'),
        ("rds/facts.yaml", "key: rds-002", "key: rds-001", "rds/facts.yaml, rds-001: This key is used twice."),
        ("rds/facts.yaml", "key: rds-002", "key: dax-002",
         "rds/facts.yaml, dax-002, line 10: The key of a fact is rds- and three digits."),
        ("rds/facts.yaml", "key: rds-002", "key: RDS_002",
         'rds/facts.yaml, RDS_002, line 10: "key" is to be of small letters, digits and hyphens, not "RDS_002".'),
        ("rds/facts.yaml", "  statement: A read replica is copied asynchronously.\n", "",
         'rds/facts.yaml, rds-001, line 1: "statement" is missing.'),
        ("rds/facts.yaml", "statement: A read replica is copied asynchronously.", "statement: ''",
         'rds/facts.yaml, rds-001, line 2: "statement" is empty.'),
        ("rds/facts.yaml", "statement: A read replica is copied asynchronously.", "statement: [a]",
         'rds/facts.yaml, rds-001, line 2: "statement" is to be a text, not a list or a mapping.'),
        ("rds/facts.yaml", "checked_on: 2026-11-23", "checked_on: 2026-11-31",
         'rds/facts.yaml, rds-001, line 1: "checked_on" is to be a day such as 2026-11-23, not "2026-11-31".'),
        ("rds/facts.yaml", "checked_on: 2026-11-23", "checked_on: yesterday",
         'rds/facts.yaml, rds-001, line 1: "checked_on" is to be a day such as 2026-11-23, not "yesterday".'),
        ("rds/facts.yaml", "expires_on: 2027-03-23", "expires_on: 2026-11-23",
         'rds/facts.yaml, rds-001, line 8: "expires_on" is to be later than "checked_on".'),
        ("rds/facts.yaml", "confidence: high", "confidence: certain",
         'rds/facts.yaml, rds-001, line 1: "confidence" is to be one of high, medium, low, not "certain".'),
        ("rds/facts.yaml", "- 'botocore: rds CreateDBInstance'", "- ftp://a.example",
         'rds/facts.yaml, rds-002, line 10: A source is an https address or the name of a document, not "ftp://a.example".'),
        ("rds/facts.yaml", "  - 'botocore: rds CreateDBInstance'\n", "   []\n", 'rds/facts.yaml, rds-002, line 15: "sources" is empty.'),
        ("rds/facts.yaml", "- 'botocore: rds CreateDBInstance'", "- a\n  - a",
         'rds/facts.yaml, rds-002, line 15: "sources" says the same thing twice.'),
        ("rds/facts.yaml", "statement: A read", 'statement: "A\\u202e read',
         "rds/facts.yaml, line 2: This is not YAML: found unexpected end of stream."),
        ("rds/facts.yaml", "statement: A read replica is copied asynchronously.", 'statement: "A\\u202e read"',
         'rds/facts.yaml, rds-001, line 2: "statement" holds an invisible character; write it again by hand.'),
        ("rds/notes/backups.md", "title: Backups\n", "", 'rds/notes/backups.md, backups, line 2: "title" is missing.'),
        ("rds/notes/backups.md", "summary: How", "summary: 'How",
         "rds/notes/backups.md, line 5: This is not YAML: found unexpected end of stream."),
        ("rds/notes/backups.md", "order: 2", "order: [2]",
         'rds/notes/backups.md, backups, line 3: "order" is to be a text, not a list or a mapping.'),
        ("rds/diagrams/replica.svg", "<style>", "<script>x</script><style>",
         "rds/diagrams/replica.svg, line 3: The picture has the element <script>, which pictures may not have."),
    ],
)  # fmt: skip
def test_library_names_what_is_wrong(tmp_path, file, old, new, fault):
    root = copy_of_sample(tmp_path)
    replace(root, file, old, new)

    assert fault in faults_of(root)


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("rds/service.yaml", b"", "rds/service.yaml: The file is empty."),
        ("rds/service.yaml", b"- a", "rds/service.yaml: The file is to be a mapping of fields."),
        ("rds/facts.yaml", b"a: b", "rds/facts.yaml, line 1: Here is to be a list: each entry starts with a hyphen."),
        ("rds/facts.yaml", b"- a", "rds/facts.yaml, line 1: An entry of this list is to be a mapping of fields."),
        ("rds/facts.yaml", b"- key: \xff", "rds/facts.yaml: The file is not UTF-8 (byte 7)."),
        ("rds/facts.yaml", b"#" * 1_000_001, "rds/facts.yaml: The file is larger than 1,000,000 bytes; split it."),
        ("rds/facts.yaml", b"- key: a\x00", "rds/facts.yaml, line 1: This is not YAML: it holds a character that YAML does not allow."),
        ("rds/notes/backups.md", b"No fields.", "rds/notes/backups.md: The file is to start with fields between two lines of three hyphens."),
        ("rds/notes/backups.md", b"---\n- a\n---\nb\n", "rds/notes/backups.md: The file is to have fields between its two lines of three hyphens."),
        ("rds/notes/backups.md", b"---\ntitle: A\norder: 1\n---\n\n", "rds/notes/backups.md: The file says nothing below its fields."),
        ("rds/notes/Backups.md", b"---\ntitle: A\norder: 1\n---\nb\n",
         "rds/notes/Backups.md: The file is to be named in small letters, digits and hyphens, at most 50 of them."),
        ("rds/notes/a.txt", b"", "rds/notes/a.txt: The file does not belong here; files in this folder end in .md."),
        ("rds/todo.txt", b"",
         "rds/todo.txt: The file does not belong here; a pack holds diagrams, facts.yaml, notes, questions, service.yaml."),
        ("rds/diagrams/lone.dot", b"", "rds/diagrams/lone.dot: The file stands alone; lone.svg belongs beside it."),
        ("rds/diagrams/lone.svg", b"", "rds/diagrams/lone.svg: The file stands alone; lone.dot belongs beside it."),
        ("emr/notes.md", b"", "emr/service.yaml: The file is missing."),
    ],
)  # fmt: skip
def test_library_names_files_that_are_wrong_as_a_whole(tmp_path, file, content, fault):
    root = copy_of_sample(tmp_path)
    (root / file).parent.mkdir(exist_ok=True)
    (root / file).write_bytes(content)

    assert fault in faults_of(root)


def test_library_names_all_faults_at_once(tmp_path):
    root = copy_of_sample(tmp_path)
    replace(root, "rds/facts.yaml", "confidence: low", "confidence: none")
    replace(root, "dax/service.yaml", "order: 1", "order: -1")
    (root / "categories.yaml").unlink()

    assert faults_of(root) == [
        "categories.yaml: The file is missing.",
        'dax/service.yaml, dax, line 1: "order" is to be a whole number from 0 to 999, not "-1".',
        'rds/facts.yaml, rds-003, line 19: "confidence" is to be one of high, medium, low, not "none".',
    ]


def test_pack_refuses_links_out_of_it(tmp_path):
    root = copy_of_sample(tmp_path)
    secret = tmp_path / "secret.md"
    secret.write_text("---\ntitle: Secret\norder: 9\n---\nSecret.\n")
    (root / "rds/notes/secret.md").symlink_to(secret)
    (root / "rds/facts.yaml").rename(tmp_path / "facts.yaml")
    (root / "rds/facts.yaml").symlink_to(tmp_path / "facts.yaml")
    (root / "dax/notes").rename(tmp_path / "notes")
    (root / "dax/notes").symlink_to(tmp_path / "notes")

    library, faults = read_library(root)

    link = "The file is a link or a device; the content is plain files and folders only."
    assert [str(fault) for fault in in_order(faults)] == [
        f"dax/notes: {link}",
        "rds/facts.yaml: The file cannot be read (Too many levels of symbolic links).",
        f"rds/facts.yaml: {link}",
        f"rds/notes/secret.md: {link}",
    ]
    assert [len(pack.facts) + len(pack.notes) for pack in library.packs] == [1, 2]


def test_pack_refuses_a_pipe_without_waiting_for_it(tmp_path):
    root = copy_of_sample(tmp_path)
    (root / "rds/service.yaml").unlink()
    os.mkfifo(root / "rds/service.yaml")

    assert "rds/service.yaml: The file cannot be read (not a plain file)." in faults_of(root)


def test_parse_keeps_words_as_they_are_written():
    assert parse("- no\n- 1.10\n- 2026-11-23\n- ~\n- ''\n- 'null'\n") == Items(
        [
            Scalar("no", 1),
            Scalar("1.10", 2),
            Scalar("2026-11-23", 3),
            Scalar(None, 4),
            Scalar("", 5),
            Scalar("null", 6),
        ],
        1,
    )


def test_parse_knows_lines_from_where_it_starts():
    assert parse("a:\n  b: c\n", first_line=10) == Pairs(
        [(Scalar("a", 10), Pairs([(Scalar("b", 11), Scalar("c", 11))], 11))], 10
    )


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: &x b", "Anchors and aliases (& and *) are not used in the content; quote a text that starts so.", 1),
        ("a: b\nc: *x", "Anchors and aliases (& and *) are not used in the content; quote a text that starts so.", 2),
        (
            "a: !!python/object:os.system b",
            "Tags (a word after !) are not used in the content; quote a text that starts so.",
            1,
        ),
        ("!x [a]", "Tags (a word after !) are not used in the content; quote a text that starts so.", 1),
        ("---\na\n---\nb", "A file holds one document, and here a second one starts.", 3),
        ("? [a]\n: b", "The name of a field is a word.", 1),
        ("a: 'b", "This is not YAML: found unexpected end of stream.", 1),
        ("[" * 100, "This is nested too deeply.", 1),
    ],
)
def test_parse_refuses_what_content_has_no_need_of(text, message, line):
    with pytest.raises(RefusedError) as refusal:
        parse(text)

    assert (refusal.value.message, refusal.value.line) == (message, line)


@pytest.mark.parametrize("text", ["[" * 900_000, "- " * 450_000, "{a: " * 220_000, "a: &a [x]\n" + "b: *a\n" * 90_000])
def test_parse_refuses_bombs_at_once(text):
    start = time.perf_counter()

    with pytest.raises(RefusedError):
        parse(text)

    assert time.perf_counter() - start < 1


@given(st.text())
def test_parse_reads_or_refuses_any_text(text):
    with contextlib.suppress(RefusedError):
        parse(text)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False)])
def test_row_reads_flags(text, value):
    faults = []
    row = Row(parse(f"is_key: {text}"), "f", faults)

    assert row.flag("is_key") is value
    assert row.flag("other") is False
    assert faults == []


def test_row_takes_no_other_word_for_a_flag():
    faults = []

    assert Row(parse("is_key: yes"), "f", faults).flag("is_key") is False
    assert faults == [Fault("f", "", '"is_key" is to be true or false, not "yes".', 1)]


def test_writing_gives_the_files_of_the_sample_back():
    library, _ = read_library(SAMPLE)

    written = {"categories.yaml": categories_text(library.categories)}
    for pack in library.packs:
        written[f"{pack.slug}/service.yaml"] = service_text(pack)
        written[f"{pack.slug}/facts.yaml"] = facts_text(pack.facts)
        written |= {note.file: note_text(note) for note in pack.notes}

    assert written == {file: (SAMPLE / file).read_text() for file in written}


def test_head_comment_is_the_top_of_a_file():
    assert head_comment("# a\n# b\n- c\n# d\n") == "# a\n# b\n"
    assert head_comment("- c\n") == ""


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]) | st.just("\n"))))
def test_writing_and_parsing_gives_any_texts_back(texts):
    # What the reader does to a text anyway: no space around it, none at the ends of its lines.
    tidy = ["\n".join(line.rstrip() for line in text.strip().split("\n")) for text in texts]

    for value in (tidy, [Block(text) for text in tidy]):
        node = parse(yaml_text({"texts": value}))
        assert [(item.text or "").strip() for item in node.pairs[0][1].nodes] == tidy
        assert yaml.safe_load(yaml_text(tidy)) == tidy
