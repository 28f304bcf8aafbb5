"""House rules that one question is judged by, each a function that yields what is wrong."""

import re
from collections.abc import Collection, Iterator, Mapping

from quizzes.packs import OptionSource, QuestionSource
from services.packs import FactSource, Fault
from services.rendering import plain_text

STEM_WORDS = (6, 90)
OPTION_WORDS = (1, 30)
RATIONALE_WORDS = (6, 70)
KEY_TO_DISTRACTORS = 1.6
OPTIONS = {"single": (4, 4), "multiple": (5, 6)}
KEYS = {"single": (1, 1), "multiple": (2, 3)}
NUMBERS = {"two": 2, "three": 3}

_COUNT = re.compile(r"\b(?:choose|select|which|what)\s+(?:the\s+)?(two|three)\b", re.IGNORECASE)
_ENDING = re.compile(r"\?(?:\s*\(?(?:choose|select)\s+(?:two|three)\.?\)?)?\Z", re.IGNORECASE)
_BOLD = re.compile(r"\*\*.+?\*\*|__.+?__", re.DOTALL)
_ASKING = re.compile(r"(?:[^.!?]|[.!?](?!\s))*\?(?!.*\?)", re.DOTALL)
_NEGATIVE = re.compile(r"\b(not|except|least likely)\b", re.IGNORECASE)
_BANNED = re.compile(r"\b(?:all|none) of the above\b|\btrick\b|\bboth a and b\b", re.IGNORECASE)
_LETTER = re.compile(r"\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice)s? \(?[A-F]\b|\A[A-F](?:,| and| or) [A-F]\b")


def belongs_to_its_pack(question: QuestionSource) -> Iterator[Fault]:
    """The key is the pack's slug, -q and digits."""
    if not re.fullmatch(rf"{re.escape(question.service)}-q\d{{3,4}}", question.key, re.ASCII):
        yield _fault(question, f"The key of a question is {question.service}-q and three digits.")


def has_the_options_of_its_kind(question: QuestionSource) -> Iterator[Fault]:
    """Four options for a single, five or six for a multiple, named a, b, c … in order."""
    low, high = OPTIONS[question.kind]
    number = len(question.options)
    if not low <= number <= high:
        yield _fault(question, f"A {question.kind} has {_between(low, high)} options; this one has {number}.")
    ids = "".join(option.id for option in question.options)
    if ids != "abcdefghijklmnopqrstuvwxyz"[:number]:
        yield _fault(question, f"The ids of the options are to be a, b, c … in order, not {', '.join(ids)}.")


def has_the_keys_it_says(question: QuestionSource) -> Iterator[Fault]:
    """One key for a single; two or three for a multiple, and as many as its stem says."""
    low, high = KEYS[question.kind]
    number = len(question.keys)
    if not low <= number <= high:
        yield _fault(question, f"A {question.kind} has {_between(low, high)} right options; this one has {number}.")
    said = {NUMBERS[word.lower()] for word in _COUNT.findall(plain_text(question.stem))}
    if question.kind == "multiple" and not said:
        yield _fault(question, 'The stem does not say how many to choose ("Which two …" or "Choose two.").')
    elif question.kind == "single" and said:
        yield _fault(question, "The stem of a single asks for several.")
    elif said and said != {number}:
        yield _fault(question, f"The stem asks for {_list(said)}, and {number} options are right.")


def has_options_that_differ(question: QuestionSource) -> Iterator[Fault]:
    """No two options say the same, whatever their case and punctuation."""
    seen: dict[str, str] = {}
    for option in question.options:
        core = re.sub(r"[\W_]+", " ", plain_text(option.text)).casefold().strip()
        if core in seen:
            yield _fault(question, f"Options {seen[core]} and {option.id} are alike.")
        seen.setdefault(core, option.id)


def is_of_readable_length(question: QuestionSource) -> Iterator[Fault]:
    """Stem, options and rationales keep to their numbers of words."""
    texts = [("The stem", question.stem, STEM_WORDS)]
    for option in question.options:
        texts.append((f"Option {option.id}", option.text, OPTION_WORDS))
        texts.append((f"The rationale of option {option.id}", option.rationale, RATIONALE_WORDS))
    for name, text, (low, high) in texts:
        words = len(plain_text(text).split())
        if not low <= words <= high:
            yield _fault(question, f"{name} has {words} words; {low} to {high} are allowed.")


def ends_with_its_question(question: QuestionSource) -> Iterator[Fault]:
    """The stem ends in a question mark, or in "Choose two." and the like after one."""
    if not _ENDING.search(plain_text(question.stem)):
        yield _fault(question, 'The stem is to end with a question, or with "Choose two." after one.')


def stresses_its_negatives(question: QuestionSource) -> Iterator[Fault]:
    """The sentence that asks says not, except and least likely in bold only."""
    asking = _ASKING.search(_BOLD.sub(" ", question.stem))
    negative = _NEGATIVE.search(asking[0]) if asking else None
    if negative:
        yield _fault(
            question,
            f'The sentence that asks says "{negative[0]}"; put it in **bold** or turn the question round.',
        )


def avoids_banned_phrases(question: QuestionSource) -> Iterator[Fault]:
    """No "all of the above", no tricks, and no letter that names an option, because options are shuffled."""
    texts = [("The stem", question.stem)]
    for option in question.options:
        texts.append((f"Option {option.id}", option.text))
        texts.append((f"The rationale of option {option.id}", option.rationale))
    for name, text in texts:
        for banned in (_BANNED.search(plain_text(text)), _LETTER.search(plain_text(text))):
            if banned:
                yield _fault(question, f'{name} says "{banned[0]}", which no question may.')


def has_keys_no_longer_than_distractors(question: QuestionSource) -> Iterator[Fault]:
    """No key has more than 1.6 times as many characters as its distractors have on average."""
    if not question.distractors:
        return
    mean = sum(map(_length, question.distractors)) / len(question.distractors)
    for key in question.keys:
        if _length(key) > KEY_TO_DISTRACTORS * mean:
            times = _length(key) / mean if mean else 0
            yield _fault(
                question,
                f"Key {key.id} is {times:.1f} times as long as its distractors; at most 1.6 is allowed.",
            )


def cites_what_is_known(
    question: QuestionSource, facts: Mapping[str, FactSource], confusions: Collection[str]
) -> Iterator[Fault]:
    """Each fact and confusion it names exists, and none of the facts is of low confidence."""
    cited = [("The question", question.fact)]
    cited += [(f"Option {option.id}", option.fact) for option in question.options if option.fact]
    for name, key in cited:
        if key not in facts:
            yield _fault(question, f"{name} cites {key}, and there is no such fact.")
        elif facts[key].confidence == "low":
            yield _fault(question, f"{name} cites {key}, a fact of low confidence.")
    for option in question.options:
        if option.confusion and option.confusion not in confusions:
            yield _fault(
                question,
                f"Option {option.id} names the confusion {option.confusion}; confusions.yaml lacks it.",
            )


def serves_a_task_of_its_domain(question: QuestionSource, tasks: Mapping[str, int]) -> Iterator[Fault]:
    """The task statement is one of the exam, and belongs to the question's domain."""
    if question.task not in tasks:
        yield _fault(question, f"The exam has no task statement {question.task}.")
    elif tasks[question.task] != question.domain:
        yield _fault(question, f"Task {question.task} belongs to domain {tasks[question.task]}, not {question.domain}.")


def question_faults(
    question: QuestionSource,
    facts: Mapping[str, FactSource],
    confusions: Collection[str],
    tasks: Mapping[str, int],
) -> Iterator[Fault]:
    """Yields what is wrong with one question by any of the rules."""
    for rule in (
        belongs_to_its_pack,
        has_the_options_of_its_kind,
        has_the_keys_it_says,
        has_options_that_differ,
        is_of_readable_length,
        ends_with_its_question,
        stresses_its_negatives,
        avoids_banned_phrases,
        has_keys_no_longer_than_distractors,
    ):
        yield from rule(question)
    yield from cites_what_is_known(question, facts, confusions)
    yield from serves_a_task_of_its_domain(question, tasks)


def _fault(question: QuestionSource, message: str) -> Fault:
    return Fault(question.file, question.key, message, question.line)


def _length(option: OptionSource) -> int:
    return len(plain_text(option.text))


def _between(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} or {high}"


def _list(numbers: Collection[int]) -> str:
    return " and ".join(str(number) for number in sorted(numbers))
