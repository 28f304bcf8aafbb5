"""The files of the question bank: questions, the pairs that people mix up, and the exam, read without a database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.packs.faults import Fault
from services.packs.files import Folder
from services.packs.rows import Pairs, Row
from services.packs.service import pack_folders, read_node, read_rows, refuse_twins
from services.packs.writing import ONE_LINE, Block, InlineRow, yaml_text

KINDS = ("single", "multiple")
STYLES = ("scenario", "direct")


@dataclass(frozen=True, slots=True)
class OptionSource:
    """An answer to choose; `fact` and `confusion` are keys or ''."""

    id: str
    text: str
    is_key: bool
    rationale: str
    fact: str = ""
    confusion: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question as written; `service` is the slug of the pack it lies in, `file` where."""

    key: str
    service: str
    kind: str
    style: str
    domain: int
    task: str
    difficulty: int
    fact: str
    stem: str
    options: tuple[OptionSource, ...]
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def keys(self) -> tuple[OptionSource, ...]:
        """The right options."""
        return tuple(option for option in self.options if option.is_key)

    @property
    def distractors(self) -> tuple[OptionSource, ...]:
        """The wrong options."""
        return tuple(option for option in self.options if not option.is_key)


@dataclass(frozen=True, slots=True)
class ConfusionSource:
    """Two things that people mix up."""

    slug: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class TaskSource:
    """A task statement of the exam, such as 2.2."""

    id: str
    summary: str


@dataclass(frozen=True, slots=True)
class DomainSource:
    """A domain of the exam; `weight` is its share of the scored items in percent."""

    number: int
    name: str
    weight: int
    tasks: tuple[TaskSource, ...]


@dataclass(frozen=True, slots=True)
class BlueprintSource:
    """An exam: its items, minutes, score scale and domains; `version` is the day from which it was in force."""

    code: str
    title: str
    version: dt.date
    questions: int
    scored: int
    unscored: int
    minutes: int
    lowest: int
    highest: int
    pass_score: int
    short_questions: int
    short_minutes: int
    domains: tuple[DomainSource, ...]
    sources: tuple[str, ...]
    checked_on: dt.date

    @property
    def tasks(self) -> Mapping[str, int]:
        """The domain of each task statement, by the task's id."""
        return {task.id: domain.number for domain in self.domains for task in domain.tasks}


@dataclass(frozen=True, slots=True)
class Bank:
    """All that a content folder holds for quizzes."""

    questions: tuple[QuestionSource, ...]
    confusions: tuple[ConfusionSource, ...]
    blueprint: BlueprintSource | None


def read_bank(root: Path) -> tuple[Bank, list[Fault]]:
    """Returns the questions of every pack, the confusions and the blueprint, with all that is wrong with their files."""
    faults: list[Fault] = []
    questions: list[QuestionSource] = []
    # The folders that are no packs are the library's to complain about.
    for path in pack_folders(root, []):
        pack_questions, pack_faults = read_questions(path)
        questions += pack_questions
        faults += pack_faults
    return Bank(tuple(questions), read_confusions(root, faults), read_blueprint(root, faults)), faults


def read_questions(path: Path) -> tuple[tuple[QuestionSource, ...], list[Fault]]:
    """Returns the questions of the pack in the folder `path`, and all that is wrong with their files."""
    faults: list[Fault] = []
    folder = Folder(path, path.name, faults).folder("questions")
    if folder is None:
        return (), faults
    questions = []
    for name in folder.files(".yaml"):
        in_file = [_read_question(row, path.name) for row in read_rows(folder, name)]
        refuse_twins((question.key for question in in_file), folder.place(name), faults)
        questions += in_file
    return tuple(questions), faults


def read_confusions(root: Path, faults: list[Fault]) -> tuple[ConfusionSource, ...]:
    """Returns the pairs in confusions.yaml."""
    confusions = []
    for row in read_rows(Folder(root, "", faults), "confusions.yaml"):
        confusions.append(
            ConfusionSource(row.slug("slug"), row.text("first", limit=60), row.text("second", limit=60))
        )
        row.finish()
    refuse_twins((confusion.slug for confusion in confusions), "confusions.yaml", faults)
    return tuple(confusions)


def read_blueprint(root: Path, faults: list[Fault]) -> BlueprintSource | None:
    """Returns the exam in exam/blueprint.yaml, None if it cannot be read."""
    folder = Folder(root / "exam", "exam", faults)
    node = read_node(folder, "blueprint.yaml")
    if not isinstance(node, Pairs):
        if node is not None:
            folder.fault("blueprint.yaml", "is to be a mapping of fields.")
        return None
    row = Row(node, folder.place("blueprint.yaml"), faults)
    code, title, version = row.text("code", limit=20), row.text("title", limit=120), row.date("version")
    questions, scored, unscored = (row.integer(name, 0, 500) for name in ("questions", "scored", "unscored"))
    minutes = row.integer("minutes", 1, 1000)
    score, short = row.row("score"), row.row("short_form")
    blueprint = BlueprintSource(
        code=code,
        title=title,
        version=version,
        questions=questions,
        scored=scored,
        unscored=unscored,
        minutes=minutes,
        lowest=score.integer("lowest", 0, 10_000) if score else 0,
        highest=score.integer("highest", 0, 10_000) if score else 0,
        pass_score=score.integer("pass", 0, 10_000) if score else 0,
        short_questions=short.integer("questions", 1, 500) if short else 1,
        short_minutes=short.integer("minutes", 1, 1000) if short else 1,
        domains=tuple(_read_domain(domain) for domain in row.rows("domains")),
        sources=row.texts("sources", limit=400),
        checked_on=row.date("checked_on"),
    )
    for part in (row, score, short):
        if part:
            part.finish()
    _check_blueprint(blueprint, row)
    return blueprint


def _read_question(row: Row, service: str) -> QuestionSource:
    question = QuestionSource(
        key=row.slug("key"),
        service=service,
        kind=row.choice("kind", KINDS),
        style=row.choice("style", STYLES),
        domain=row.integer("domain", 1, 9),
        task=row.text("task", limit=3),
        difficulty=row.integer("difficulty", 1, 3),
        fact=row.text("fact", limit=50),
        stem=row.text("stem", limit=2000),
        options=tuple(_read_option(option) for option in row.rows("options")),
        file=row.file,
        line=row.line,
    )
    row.finish()
    return question


def _read_option(row: Row) -> OptionSource:
    option = OptionSource(
        id=row.text("id", limit=1),
        text=row.text("text", limit=400),
        is_key=row.flag("is_key"),
        rationale=row.text("rationale", limit=1000),
        fact=row.text("fact", limit=50, is_needed=False),
        confusion=row.text("confusion", limit=50, is_needed=False),
    )
    row.finish()
    return option


def _read_domain(row: Row) -> DomainSource:
    number, name, weight = row.integer("number", 1, 9), row.text("name", limit=80), row.integer("weight", 1, 100)
    tasks = []
    for task in row.rows("tasks"):
        tasks.append(TaskSource(task.text("id", limit=3), task.text("summary", limit=200)))
        task.finish()
    row.finish()
    return DomainSource(number, name, weight, tuple(tasks))


def _check_blueprint(blueprint: BlueprintSource, row: Row) -> None:
    """Notes the numbers of an exam that do not add up."""
    if blueprint.scored + blueprint.unscored != blueprint.questions:
        row.fault('"scored" and "unscored" do not add up to "questions".', row.line_of("scored"))
    if sum(domain.weight for domain in blueprint.domains) != 100:
        row.fault("The weights of the domains do not add up to 100.", row.line_of("domains"))
    if not blueprint.lowest < blueprint.pass_score <= blueprint.highest:
        row.fault("The pass score lies outside its scale.", row.line_of("score"))
    if blueprint.short_questions > blueprint.questions:
        row.fault("The short form is longer than the exam.", row.line_of("short_form"))
    if [domain.number for domain in blueprint.domains] != [*range(1, len(blueprint.domains) + 1)]:
        row.fault("The domains are to be numbered 1, 2, 3 … in order.", row.line_of("domains"))
    for domain in blueprint.domains:
        for task in domain.tasks:
            if task.id.partition(".")[0] != str(domain.number):
                row.fault(f"Task {task.id} does not belong to domain {domain.number}.", row.line_of("domains"))


def blueprint_data(blueprint: BlueprintSource) -> dict[str, Any]:
    """Returns the fields of an exam as its file and the database hold them; the two days are dates."""
    return {
        "code": blueprint.code,
        "title": blueprint.title,
        "version": blueprint.version,
        "questions": blueprint.questions,
        "scored": blueprint.scored,
        "unscored": blueprint.unscored,
        "minutes": blueprint.minutes,
        "score": {"lowest": blueprint.lowest, "highest": blueprint.highest, "pass": blueprint.pass_score},
        "short_form": {"questions": blueprint.short_questions, "minutes": blueprint.short_minutes},
        "domains": [
            {
                "number": domain.number,
                "name": domain.name,
                "weight": domain.weight,
                "tasks": [{"id": task.id, "summary": task.summary} for task in domain.tasks],
            }
            for domain in blueprint.domains
        ],
        "sources": list(blueprint.sources),
        "checked_on": blueprint.checked_on,
    }


def confusions_text(confusions: tuple[ConfusionSource, ...]) -> str:
    """Returns confusions.yaml."""
    rows = [InlineRow(slug=pair.slug, first=pair.first, second=pair.second) for pair in confusions]
    return yaml_text(rows, width=ONE_LINE)


def questions_text(questions: tuple[QuestionSource, ...]) -> str:
    """Returns a file of questions, with an empty line between them."""
    return "\n".join(yaml_text([_question_data(question)]) for question in questions)


def _question_data(question: QuestionSource) -> dict[str, Any]:
    options = []
    for option in question.options:
        data: dict[str, Any] = {"id": option.id, "text": option.text}
        if option.is_key:
            data["is_key"] = True
        data["rationale"] = option.rationale
        data |= {name: value for name, value in (("fact", option.fact), ("confusion", option.confusion)) if value}
        options.append(data)
    return {
        "key": question.key,
        "kind": question.kind,
        "style": question.style,
        "domain": question.domain,
        "task": question.task,
        "difficulty": question.difficulty,
        "fact": question.fact,
        "stem": Block(question.stem),
        "options": options,
    }
