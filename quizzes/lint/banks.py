"""House rules that only a whole pack or the whole bank can break."""

from collections.abc import Iterable, Iterator, Sequence

from quizzes.lint.statistics import chi_square_p, similarity, words_in
from quizzes.packs import QuestionSource
from services.packs import FactSource, Fault, ServicePack
from services.rendering import plain_text

LEAST_P = 0.01
LONGEST_KEY_SHARE = 0.35
# Fewer questions than this say nothing about a share.
ENOUGH = 12
ALIKE = 0.85


def uses_each_key_once(questions: Iterable[QuestionSource]) -> Iterator[Fault]:
    """No two questions of the bank share a key."""
    files: dict[str, str] = {}
    for question in questions:
        # Twins inside one file were noted when it was read.
        if files.get(question.key, question.file) != question.file:
            message = f"This key is used in {files[question.key]} as well."
            yield Fault(question.file, question.key, message, question.line)
        files.setdefault(question.key, question.file)


def spreads_its_keys(service: str, questions: Sequence[QuestionSource]) -> Iterator[Fault]:
    """The right options of a pack stand in each place about equally often (chi-square, p > 0.01)."""
    places = max((len(question.options) for question in questions), default=0)
    observed, expected = [0.0] * places, [0.0] * places
    for question in questions:
        for place, option in enumerate(question.options):
            observed[place] += option.is_key
            expected[place] += len(question.keys) / len(question.options)
    p = chi_square_p(observed, expected)
    if p <= LEAST_P:
        counts = ", ".join(f"{'abcdefghij'[place]} {count:.0f}" for place, count in enumerate(observed[:10]))
        yield Fault(f"{service}/questions", "", f"The keys are not spread evenly: {counts} (p = {p:.4f}).")


def hides_its_keys_among_long_options(service: str, questions: Sequence[QuestionSource]) -> Iterator[Fault]:
    """The key is the one longest option in at most 35 % of the singles of a pack; chance alone gives 25 %."""
    singles = [question for question in questions if question.kind == "single" and len(question.keys) == 1]
    told = [question for question in singles if _key_is_longest(question)]
    if len(singles) >= ENOUGH and len(told) > LONGEST_KEY_SHARE * len(singles):
        share = f"{len(told)} of {len(singles)} single questions ({len(told) / len(singles):.0%})"
        keys = ", ".join(question.key for question in told)
        message = f"The key is the longest option in {share}; at most 35 % is allowed: {keys}"
        yield Fault(f"{service}/questions", "", message)


def asks_nothing_twice(questions: Sequence[QuestionSource]) -> Iterator[Fault]:
    """No two stems of the bank share 85 % of their words."""
    stems = [(question, words_in(plain_text(question.stem))) for question in questions]
    # Sorted by length, the search can stop as soon as the lengths alone rule likeness out.
    stems.sort(key=lambda pair: (len(pair[1]), pair[0].key))
    for index, (question, words) in enumerate(stems):
        for other, other_words in stems[index + 1 :]:
            if len(words) < ALIKE * len(other_words):
                break
            likeness = similarity(words, other_words)
            if likeness >= ALIKE:
                message = f"The stem is {likeness:.0%} the same as that of {question.key}."
                yield Fault(other.file, other.key, message, other.line)


def asks_about_each_angle(packs: Iterable[ServicePack], questions: Iterable[QuestionSource]) -> Iterator[Fault]:
    """Each fact with an exam angle is cited by a right option; facts of low confidence are left alone."""
    cited = {option.fact for question in questions for option in question.keys}
    for pack in packs:
        for fact in pack.facts:
            if fact.exam_angle and fact.confidence != "low" and fact.key not in cited:
                yield _about(fact, "The fact has an exam angle, and no right option of any question cites it.")


def _key_is_longest(question: QuestionSource) -> bool:
    key = len(plain_text(question.keys[0].text))
    return all(len(plain_text(option.text)) < key for option in question.distractors)


def _about(fact: FactSource, message: str) -> Fault:
    return Fault(fact.file, fact.key, message, fact.line)
