"""What stands in the way of publishing a question, each in a sentence at the field it is about; pure.

The house rules of the content (`quizzes.lint`) judge; this says which of their faults bar publication, in the editor's terms, and
which are advice.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quizzes.lint import questions as rules
from quizzes.packs import QuestionSource
from services.rendering import plain_text

WORDS: Final = {1: "one", 2: "two", 3: "three"}
NAMES: Final = {"single": "Choose one", "multiple": "Choose several"}

_ASKS: Final = re.compile(r"\b(?:choose|select|which|what)\s+(?:the\s+)?(two|three)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cited:
    """What publishing asks of a fact."""

    confidence: str
    has_source: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question cannot be published: the field it is about, the option's key ('' for the question's own), a sentence.

    The field "options" means all of them together.
    """

    field: str
    option: str
    message: str


def refusals(
    question: QuestionSource, facts: Mapping[str, Cited], tasks: Mapping[str, int], domains: Mapping[int, str]
) -> Iterator[Refusal]:
    """Yields everything that stands in the way, the question's own fields first."""
    yield from question_refusals(question, facts, tasks, domains)
    yield from option_refusals(question, facts)


def question_refusals(
    question: QuestionSource, facts: Mapping[str, Cited], tasks: Mapping[str, int], domains: Mapping[int, str]
) -> Iterator[Refusal]:
    """Yields what is wrong with the question's own fields, whatever its options are."""
    asked = asked_for(question)
    if question.kind == "multiple" and not asked:
        yield Refusal("stem", "", "Say in the stem how many to choose: “Which two …” or “Choose two.”")
    elif question.kind == "single" and asked:
        yield Refusal(
            "kind", "", f"The stem asks for {WORDS[asked[0]]}, but the kind is Choose one. Change one of them."
        )
    elif len(asked) > 1:
        yield Refusal("stem", "", "The stem asks for two in one place and for three in another.")
    for message in citing(question.fact, facts):
        yield Refusal("fact", "", message)
    yield from task_refusals(question.task, question.domain, tasks, domains)


def task_refusals(task: str, domain: int, tasks: Mapping[str, int], domains: Mapping[int, str]) -> Iterator[Refusal]:
    """Yields what is wrong with a task statement; without an exam at hand its number alone decides."""
    known = tasks or {task: int(task.partition(".")[0]) if re.fullmatch(r"[1-9]\.\d", task) else 0}
    if not known.get(task):
        yield Refusal("task", "", f"The exam has no task statement “{task}”; write it like 2.2.")
    elif known[task] != domain:
        theirs, ours = (f"{number} ({domains.get(number, '?')})" for number in (known[task], domain))
        yield Refusal("task", "", f"Task {task} belongs to domain {theirs}, not to domain {ours}.")


def option_refusals(question: QuestionSource, facts: Mapping[str, Cited]) -> Iterator[Refusal]:
    """Yields what is wrong with the options."""
    low, high = rules.OPTIONS[question.kind]
    number = len(question.options)
    if not low <= number <= high:
        name = NAMES[question.kind]
        message = f"{name} needs {between(low, high)} options; there {'is' if number == 1 else 'are'} {number}."
        yield Refusal("options", "", message)
    yield from key_refusals(question)
    for fault in rules.has_options_that_differ(question):
        yield Refusal("options", "", fault.message)
    for option in question.options:
        if not option.rationale.strip():
            yield Refusal("rationale", option.id, "Say why it is right, or why it is tempting and wrong.")
        for message in citing(option.fact, facts):
            yield Refusal("fact", option.id, message)


def key_refusals(question: QuestionSource) -> Iterator[Refusal]:
    """Yields a sentence when another number of options is marked as right than the question asks for."""
    marked = len(question.keys)
    asked = asked_for(question)
    if question.kind == "single":
        name, needed = "Choose one", {1}
    elif asked:
        name, needed = f"Choose {WORDS[asked[0]]}", {asked[0]}
    else:
        name, needed = "Choose several", {*range(rules.KEYS["multiple"][0], rules.KEYS["multiple"][1] + 1)}
    if marked not in needed:
        number = " or ".join(WORDS[count] for count in sorted(needed))
        exactly = "exactly " if len(needed) == 1 else ""
        keys = "key" if needed == {1} else "keys"
        is_are = "is" if marked == 1 else "are"
        yield Refusal("options", "", f"{name} needs {exactly}{number} {keys}; {marked} {is_are} marked.")


def citing(key: str, facts: Mapping[str, Cited]) -> Iterator[str]:
    """Yields what is wrong with resting on a fact; nothing for no fact."""
    fact = facts.get(key)
    if fact and not fact.has_source:
        yield f"{key} has no source yet. Give the fact one first."
    if fact and fact.confidence == "low":
        yield f"{key} is of low confidence. No question may rest on it until it has been checked."


def advice(question: QuestionSource) -> list[str]:
    """What the house style says against a question that may be published all the same."""
    judges = (
        rules.is_of_readable_length,
        rules.ends_with_its_question,
        rules.stresses_its_negatives,
        rules.avoids_banned_phrases,
        rules.has_keys_no_longer_than_distractors,
    )
    return [fault.message for rule in judges for fault in rule(question)]


def asked_for(question: QuestionSource) -> list[int]:
    """The numbers of options that the stem asks for, each once."""
    said = {rules.NUMBERS[word.lower()] for word in _ASKS.findall(plain_text(question.stem))}
    return sorted(said)


def between(low: int, high: int) -> str:
    """A range in words: "four", or "five or six"."""
    words = {4: "four", 5: "five", 6: "six"}
    return words[low] if low == high else f"{words[low]} or {words[high]}"
