"""The one form in which each file of the question bank is written."""

from collections.abc import Iterable
from typing import Any

from quizzes.packs.sources import Bank, BlueprintSource, ConfusionSource, QuestionSource
from services.packs.writing import ONE_LINE, Block, InlineRow, old_order_first, yaml_text


def bank_files(bank: Bank, old: Bank) -> dict[str, str]:
    """Returns every file of a bank by its path; what `old` holds too stays in its file, first and in its order."""
    confusions = old_order_first(bank.confusions, old.confusions, key=lambda pair: pair.slug)
    files = {"confusions.yaml": confusions_text(confusions)}
    if bank.blueprint:
        files["exam/blueprint.yaml"] = yaml_text(blueprint_data(bank.blueprint))
    places = {question.key: question.file for question in old.questions}
    by_file: dict[str, list[QuestionSource]] = {}
    for question in old_order_first(bank.questions, old.questions, key=lambda question: question.key):
        by_file.setdefault(places.get(question.key, question.file), []).append(question)
    return files | {file: questions_text(questions) for file, questions in by_file.items()}


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


def confusions_text(confusions: Iterable[ConfusionSource]) -> str:
    """Returns confusions.yaml."""
    rows = [InlineRow(slug=pair.slug, first=pair.first, second=pair.second) for pair in confusions]
    return yaml_text(rows, width=ONE_LINE)


def questions_text(questions: Iterable[QuestionSource]) -> str:
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
