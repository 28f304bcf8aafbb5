"""What bars a question from publication, sentence by sentence."""

from dataclasses import replace

import pytest

from quizzes.packs import OptionSource, QuestionSource
from quizzes.publishing import Cited, Refusal, advice, refusals

FACTS = {"rds-001": Cited("high", True), "rds-002": Cited("low", True), "rds-003": Cited("medium", False)}
TASKS = {"2.2": 2, "3.3": 3}
DOMAINS = {2: "Resilient", 3: "High-performing"}


def option(letter, *, is_key=False, **fields):
    text = f"Use the design called {letter}"
    rationale = f"This says why the design called {letter} is as it is."
    return OptionSource(**{"id": letter, "text": text, "is_key": is_key, "rationale": rationale, **fields})


def question(keys="a", letters="abcd", **fields):
    options = tuple(option(letter, is_key=letter in keys) for letter in letters)
    given = {
        "key": "rds-q001",
        "service": "rds",
        "kind": "single",
        "style": "direct",
        "domain": 2,
        "task": "2.2",
        "difficulty": 2,
        "fact": "rds-001",
        "stem": "Which design meets the need of this company at the lowest cost?",
        "options": options,
    }
    return QuestionSource(**{**given, **fields})


TWO = {"kind": "multiple", "letters": "abcde", "stem": "Which two designs meet the need of this company?"}


def found(subject):
    return list(refusals(subject, FACTS, TASKS, DOMAINS))


@pytest.mark.parametrize("subject", [question(), question(keys="ab", **TWO)])
def test_refusals_of_a_sound_question_are_none(subject):
    assert found(subject) == []


@pytest.mark.parametrize(
    ("subject", "field", "message"),
    [
        (question(keys="ab"), "options", "Choose one needs exactly one key; 2 are marked."),
        (question(keys=""), "options", "Choose one needs exactly one key; 0 are marked."),
        (question(keys="abc", **TWO), "options", "Choose two needs exactly two keys; 3 are marked."),
        (question(keys="a", **TWO), "options", "Choose two needs exactly two keys; 1 is marked."),
        (
            question(keys="ab", **{**TWO, "stem": "What works for this company? Choose three."}),
            "options",
            "Choose three needs exactly three keys; 2 are marked.",
        ),
        (question(letters="abc"), "options", "Choose one needs four options; there are 3."),
        (question(letters="a"), "options", "Choose one needs four options; there is 1."),
        (
            question(keys="ab", **{**TWO, "letters": "abcd"}),
            "options",
            "Choose several needs five or six options; there are 4.",
        ),
        (
            question(keys="ab", **{**TWO, "stem": "Which designs meet the need of this company?"}),
            "stem",
            "Say in the stem how many to choose: “Which two …” or “Choose two.”",
        ),
        (
            question(stem="Which design fits the company? Choose two."),
            "kind",
            "The stem asks for two, but the kind is Choose one. Change one of them.",
        ),
        (
            question(keys="ab", **{**TWO, "stem": "Which two designs work for this company? Choose three."}),
            "stem",
            "The stem asks for two in one place and for three in another.",
        ),
        (question(task="3.3"), "task", "Task 3.3 belongs to domain 3 (High-performing), not to domain 2 (Resilient)."),
        (question(task="9.9"), "task", "The exam has no task statement “9.9”; write it like 2.2."),
        (
            question(fact="rds-002"),
            "fact",
            "rds-002 is of low confidence. No question may rest on it until it has been checked.",
        ),
        (question(fact="rds-003"), "fact", "rds-003 has no source yet. Give the fact one first."),
    ],
)
def test_refusals_name_the_field_and_say_what_is_wrong(subject, field, message):
    assert Refusal(field, "", message) in found(subject)


def test_refusals_of_a_multiple_without_a_number_in_its_stem_want_two_or_three_keys():
    subject = question(keys="abcd", **{**TWO, "stem": "Which designs meet the need of this company?"})

    assert Refusal("options", "", "Choose several needs two or three keys; 4 are marked.") in found(subject)


def test_refusals_point_at_the_option_they_are_about():
    options = (
        option("a", is_key=True, rationale=" "),
        option("b", fact="rds-002"),
        option("c", text="Use the design called d."),
        option("d"),
    )

    assert found(question(options=options)) == [
        Refusal("options", "", "Options c and d are alike."),
        Refusal("rationale", "a", "Say why it is right, or why it is tempting and wrong."),
        Refusal("fact", "b", "rds-002 is of low confidence. No question may rest on it until it has been checked."),
    ]


def test_refusals_without_an_exam_take_the_domain_from_the_task_statement():
    assert list(refusals(question(), FACTS, {}, DOMAINS)) == []
    assert list(refusals(question(task="3.9"), FACTS, {}, DOMAINS)) == [
        Refusal("task", "", "Task 3.9 belongs to domain 3 (High-performing), not to domain 2 (Resilient).")
    ]


def test_advice_of_a_question_in_house_style_is_none():
    assert advice(question()) == []


def test_advice_says_what_the_house_style_would_have_otherwise():
    told = advice(replace(question(), stem="Name the design that meets the need of this company."))

    assert told == ['The stem is to end with a question, or with "Choose two." after one.']
