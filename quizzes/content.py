"""The question bank in the database: writing what the files say, and reading it back as the files would say it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import ProtectedError
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from quizzes.actions import publish_question, retire_question
from quizzes.models import Blueprint, ConfusionPair, Option, Question
from quizzes.packs import Bank, BlueprintSource, ConfusionSource, OptionSource, QuestionSource, blueprint_data
from quizzes.packs.reading import blueprint_of
from services.content import REASON, Report, digest, named, not_loaded, to_write
from services.models import Fact, Service
from services.packs.rows import Pairs, Row, parse, tidy
from services.packs.writing import yaml_text

REVIEWER = "pack"
# Stands in place of the digest of a question that a load has retired, so that its file may bring it back.
GONE = "gone"
QUESTION_FIELDS = ("fact", "kind", "style", "domain", "task", "difficulty", "stem", "loaded_digest")
OPTION_FIELDS = ("text", "is_key", "rationale", "fact", "confusion")
LIVE = (Question.State.PUBLISHED, Question.State.DISPUTED)


def write_bank(bank: Bank, report: Report, progress: Callable[[str], object]) -> None:
    """Writes confusions, the exam and questions, and publishes what has changed; call it inside a transaction."""
    _write_confusions(bank.confusions, report)
    if bank.blueprint:
        _write_blueprint(bank.blueprint)
    progress(f"questions: {len(bank.questions)}")
    rows = {question.key: question for question in _questions()}
    for question in _write_questions(rows, bank.questions, report):
        publish_question(question=question, by=None, reviewed_by=REVIEWER)
    _retire({key: row for key, row in rows.items() if key not in {source.key for source in bank.questions}}, report)


def bank_in_database() -> Bank:
    """Returns what the database holds, as its files would say it: drafts and retired questions are in no file."""
    questions = [
        question_source(question)
        for question in _questions()
        if question.current_id is not None and question.state != Question.State.RETIRED
    ]
    confusions = tuple(ConfusionSource(pair.slug, pair.first, pair.second) for pair in ConfusionPair.objects.all())
    return Bank(tuple(questions), confusions, _blueprint_in_database())


def bank_not_loaded(bank: Bank) -> Iterator[str]:
    """Yields what a dump would lose: the words for each question of the files that the database has never seen."""
    rows = {question.key: question for question in _questions()}
    yield from (f"question {key}" for key in not_loaded(rows, bank.questions, "key", question_source))


def question_source(question: Question) -> QuestionSource:
    """Returns what the row of a question says, as its file would; new ones go into the file of their fact's topic."""
    topic = question.fact.note.slug if question.fact.note else "more"
    return QuestionSource(
        key=question.key,
        service=question.service.slug,
        kind=question.kind,
        style=question.style,
        domain=question.domain,
        task=question.task,
        difficulty=question.difficulty,
        fact=question.fact.key,
        stem=tidy(question.stem),
        options=tuple(
            OptionSource(
                id=option.key,
                text=tidy(option.text),
                is_key=option.is_key,
                rationale=tidy(option.rationale),
                fact=option.fact.key if option.fact else "",
                confusion=option.confusion.slug if option.confusion else "",
            )
            for option in sorted(question.options.all(), key=lambda option: option.key)
        ),
        file=f"{question.service.slug}/questions/{topic}.yaml",
    )


def _questions() -> Iterable[Question]:
    return Question.objects.select_related("service", "fact__note").prefetch_related(
        "options__fact", "options__confusion"
    )


def _blueprint_in_database() -> BlueprintSource | None:
    blueprint = Blueprint.objects.filter(is_current=True).first()
    node = parse(yaml_text(blueprint.data)) if blueprint else None
    return blueprint_of(Row(node, "exam/blueprint.yaml", [])) if isinstance(node, Pairs) else None


def _write_confusions(sources: Sequence[ConfusionSource], report: Report) -> None:
    for source in sources:
        ConfusionPair.objects.update_or_create(
            slug=source.slug, defaults={"first": source.first, "second": source.second}
        )
    for pair in ConfusionPair.objects.exclude(slug__in=[source.slug for source in sources]):
        try:
            with transaction.atomic():
                pair.delete()
        except ProtectedError:
            report.kept.append(f"{named(pair)}, which no file has but questions name")


def _write_blueprint(source: BlueprintSource) -> None:
    data = json.loads(json.dumps(blueprint_data(source), default=str))
    blueprint, _ = Blueprint.objects.update_or_create(
        code=source.code,
        version=source.version.isoformat(),
        defaults={"title": source.title, "data": data, "is_current": True},
    )
    Blueprint.objects.filter(code=source.code, is_current=True).exclude(pk=blueprint.pk).update(is_current=False)


def _write_questions(rows: dict[str, Question], sources: Iterable[QuestionSource], report: Report) -> list[Question]:
    """Writes the questions and options that a load may write, and returns those that have changed."""
    facts = Fact.objects.in_bulk(field_name="key")
    pairs = ConfusionPair.objects.in_bulk(field_name="slug")
    services = Service.objects.in_bulk(field_name="slug")
    new: list[Question] = []
    changed: list[Question] = []
    written: list[tuple[Question, QuestionSource]] = []
    for source, row, wanted in _to_write(rows, sources, report):
        question = row or Question(key=source.key, service=services[source.service])
        question.fact = facts[source.fact]
        question.kind, question.style, question.stem = source.kind, source.style, source.stem
        question.domain, question.task, question.difficulty = source.domain, source.task, source.difficulty
        question.loaded_digest = wanted
        (changed if row else new).append(question)
        written.append((question, source))
        report.wrote(question, is_new=row is None)
    if new:
        bulk_create_with_history(new, Question, default_change_reason=REASON)
    if changed:
        bulk_update_with_history(changed, Question, QUESTION_FIELDS, default_change_reason=REASON)
    _write_options(written, facts, pairs)
    return new + changed


def _to_write(
    rows: dict[str, Question], sources: Iterable[QuestionSource], report: Report
) -> Iterable[tuple[QuestionSource, Question | None, str]]:
    """Yields what is to be written as `to_write` does; what an editor has taken out of use is kept that way."""
    retired = {key for key, row in rows.items() if row.loaded_digest == GONE}
    for source in sources:
        if source.key in retired:
            yield source, rows[source.key], digest(source)
    others = [source for source in sources if source.key not in retired]
    for source, row, wanted in to_write(rows, others, "key", question_source, report):
        if row is None or row.state in LIVE:
            yield source, row, wanted
        else:
            report.kept.append(f"{named(row)}, which is {row.get_state_display().lower()}")


def _write_options(
    written: Iterable[tuple[Question, QuestionSource]], facts: dict[str, Fact], pairs: dict[str, ConfusionPair]
) -> None:
    new: list[Option] = []
    changed: list[Option] = []
    for question, source in written:
        # A question that has just been created has none, and needs no query to know.
        old = {option.key: option for option in question.options.all()} if question.current_id else {}
        for part in source.options:
            option = old.pop(part.id, None) or Option(question=question, key=part.id)
            before = [getattr(option, name) for name in OPTION_FIELDS]
            option.text, option.is_key, option.rationale = part.text, part.is_key, part.rationale
            option.fact, option.confusion = facts.get(part.fact), pairs.get(part.confusion)
            if option.pk is None:
                new.append(option)
            elif before != [getattr(option, name) for name in OPTION_FIELDS]:
                changed.append(option)
        for option in old.values():
            option.delete()
    if new:
        bulk_create_with_history(new, Option, default_change_reason=REASON)
    if changed:
        bulk_update_with_history(changed, Option, OPTION_FIELDS, default_change_reason=REASON)


def _retire(rows: dict[str, Question], report: Report) -> None:
    """Takes questions that are gone from the files out of use, unless an editor has changed them."""
    for row in rows.values():
        if row.state not in LIVE:
            continue
        if digest(question_source(row)) == row.loaded_digest:
            row.loaded_digest = GONE
            retire_question(question=row)
            report.removed.append(f"{named(row)}, which is retired")
        else:
            report.kept.append(f"{named(row)}, which no file has")
