"""Reading of the question bank's files, and all that is wrong with them."""

from pathlib import Path

from quizzes.packs.sources import (
    Bank,
    BlueprintSource,
    ConfusionSource,
    DomainSource,
    OptionSource,
    QuestionSource,
    TaskSource,
)
from services.packs.faults import Fault
from services.packs.files import Folder
from services.packs.rows import Pairs, Row
from services.packs.service import pack_folders, read_node, read_rows, refuse_twins

KINDS = ("single", "multiple")
STYLES = ("scenario", "direct")


def read_bank(root: Path) -> tuple[Bank, list[Fault]]:
    """Returns the questions of every pack, the confusions and the exam, with all that is wrong with them."""
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
        confusions.append(ConfusionSource(row.slug("slug"), row.text("first", limit=60), row.text("second", limit=60)))
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
    return blueprint_of(Row(node, folder.place("blueprint.yaml"), faults))


def blueprint_of(row: Row) -> BlueprintSource:
    """Returns the exam that a mapping describes."""
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
    number, name, weight = (
        row.integer("number", 1, 9),
        row.text("name", limit=80),
        row.integer("weight", 1, 100),
    )
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
