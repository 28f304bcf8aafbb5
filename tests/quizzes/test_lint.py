"""The house rules: for each one content that keeps it and content that breaks it."""

import dataclasses

import pytest

from quizzes.lint.banks import (
    asks_about_each_angle,
    asks_nothing_twice,
    hides_its_keys_among_long_options,
    spreads_its_keys,
    uses_each_key_once,
)
from quizzes.lint.questions import (
    avoids_banned_phrases,
    belongs_to_its_pack,
    cites_what_is_known,
    ends_with_its_question,
    has_keys_no_longer_than_distractors,
    has_options_that_differ,
    has_the_keys_it_says,
    has_the_options_of_its_kind,
    is_of_readable_length,
    serves_a_task_of_its_domain,
    stresses_its_negatives,
)
from quizzes.packs import OptionSource, QuestionSource, read_bank
from services.packs import read_library
from tests.content_folder import SAMPLE

RATIONALE = "This is why the option is what it is."


def option(key="a", text="Use the design that fits", *, is_key=False, **fields):
    return OptionSource(id=key, text=text, is_key=is_key, rationale=fields.pop("rationale", RATIONALE), **fields)


def question(stem="Which of these designs does fit the team best?", *, keys="a", letters="abcd", **fields):
    options = tuple(option(letter, f"Use the design called {letter}", is_key=letter in keys) for letter in letters)
    defaults = {
        "key": "rds-q001",
        "service": "rds",
        "kind": "single",
        "style": "direct",
        "domain": 2,
        "task": "2.2",
        "difficulty": 1,
        "fact": "rds-001",
        "options": options,
        "file": "rds/questions/x.yaml",
        "line": 7,
    }
    return QuestionSource(stem=stem, **defaults | fields)


def with_option(number, source=None, **changes):
    source = source or question()
    options = list(source.options)
    options[number] = dataclasses.replace(options[number], **changes)
    return dataclasses.replace(source, options=tuple(options))


def messages(faults):
    return [fault.message for fault in faults]


def test_fault_of_a_question_names_its_place():
    assert [str(fault) for fault in belongs_to_its_pack(question(key="dax-q001"))] == [
        "rds/questions/x.yaml, dax-q001, line 7: The key of a question is rds-q and three digits."
    ]


@pytest.mark.parametrize(("key", "number"), [("rds-q001", 0), ("rds-001", 1), ("rds-q1", 1), ("aurora-q001", 1)])
def test_key_has_the_prefix_of_its_pack(key, number):
    assert len(messages(belongs_to_its_pack(question(key=key)))) == number


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (question(), []),
        (question(kind="multiple", letters="abcde"), []),
        (question(kind="multiple", letters="abcdef"), []),
        (question(letters="abc"), ["A single has 4 options; this one has 3."]),
        (question(letters="abcde"), ["A single has 4 options; this one has 5."]),
        (question(kind="multiple"), ["A multiple has 5 or 6 options; this one has 4."]),
        (question(letters="abdc"), ["The ids of the options are to be a, b, c … in order, not a, b, d, c."]),
        (question(letters="aabc"), ["The ids of the options are to be a, b, c … in order, not a, a, b, c."]),
    ],
)
def test_options_are_as_many_as_the_kind_says_and_lettered(source, expected):
    assert messages(has_the_options_of_its_kind(source)) == expected


@pytest.mark.parametrize(
    ("stem", "kind", "keys", "expected"),
    [
        ("Which design fits?", "single", "a", []),
        ("Which design fits?", "single", "", ["A single has 1 right options; this one has 0."]),
        ("Which design fits?", "single", "ab", ["A single has 1 right options; this one has 2."]),
        ("Which two designs fit?", "single", "a", ["The stem of a single asks for several."]),
        ("Which **two** designs fit?", "multiple", "ab", []),
        ("What fits? (Choose THREE.)", "multiple", "abc", []),
        ("What fits? Choose two.", "multiple", "abc", ["The stem asks for 2, and 3 options are right."]),
        ("Which two? Choose three.", "multiple", "abc", ["The stem asks for 2 and 3, and 3 options are right."]),
        ("Which fit?", "multiple", "ab", ['The stem does not say how many to choose ("Which two …" or "Choose two.").']),
        ("Which two fit?", "multiple", "abcd",
         ["A multiple has 2 or 3 right options; this one has 4.", "The stem asks for 2, and 4 options are right."]),
    ],
)  # fmt: skip
def test_keys_are_as_many_as_the_kind_and_the_stem_say(stem, kind, keys, expected):
    assert messages(has_the_keys_it_says(question(stem, kind=kind, keys=keys, letters="abcde"))) == expected


def test_options_differ_in_more_than_case_and_punctuation():
    assert messages(has_options_that_differ(question())) == []
    assert messages(has_options_that_differ(with_option(2, text="use **the** design, called b."))) == [
        "Options b and c are alike."
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (question(), []),
        (question("Which one is it?"), ["The stem has 4 words; 6 to 90 are allowed."]),
        (question("**Word** " * 90), []),
        (question("word " * 91), ["The stem has 91 words; 6 to 90 are allowed."]),
        (with_option(0, text="word " * 30), []),
        (with_option(0, text="word " * 31), ["Option a has 31 words; 1 to 30 are allowed."]),
        (
            with_option(1, rationale="Because it is so."),
            ["The rationale of option b has 4 words; 6 to 70 are allowed."],
        ),
        (with_option(1, rationale="word " * 71), ["The rationale of option b has 71 words; 6 to 70 are allowed."]),
    ],
)
def test_lengths_in_words_stay_in_their_bounds(source, expected):
    assert messages(is_of_readable_length(source)) == expected


@pytest.mark.parametrize(
    ("stem", "is_sound"),
    [
        ("Which fits?", True),
        ("Which fits **best?**", True),
        ("Which fit? Choose two.", True),
        ("Which fit? (Choose **two**.)", True),
        ("Which fit?\n\nSelect three.", True),
        ("Pick the one that fits.", False),
        ("Choose two.", False),
        ("Which fits? Think.", False),
        ("", False),
    ],
)
def test_stem_ends_with_its_question(stem, is_sound):
    expected = [] if is_sound else ['The stem is to end with a question, or with "Choose two." after one.']
    assert messages(ends_with_its_question(question(stem))) == expected


@pytest.mark.parametrize(
    ("stem", "word"),
    [
        ("The team may not stop. Which fits?", None),
        ("Which is **not** a backup?", None),
        ("Which is **least likely** to fit?", None),
        ("Which fits v1.5 of an app.", None),
        ("Which is NOT a backup?", "NOT"),
        ("It runs v2.0. All fit, except which one? Choose two.", "except"),
        ("Is it so? Which is the least likely?", "least likely"),
        ("Is it not so? Which is it?", None),
    ],
)
def test_negatives_of_the_asking_sentence_are_bold(stem, word):
    expected = (
        []
        if word is None
        else [f'The sentence that asks says "{word}"; put it in **bold** or turn the question round.']
    )
    assert messages(stresses_its_negatives(question(stem))) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (question("All of the data is above the limit. What now?"), []),
        (with_option(3, text="Type A and type B instances"), []),
        (with_option(3, text="All of the above"), ['Option d says "All of the above", which no question may.']),
        (with_option(3, text="**None** of the above"), ['Option d says "None of the above", which no question may.']),
        (with_option(3, text="Both A and B"), ['Option d says "Both A and B", which no question may.']),
        (with_option(3, text="A and C"), ['Option d says "A and C", which no question may.']),
        (with_option(3, text="A, B and C"), ['Option d says "A, B", which no question may.']),
        (with_option(0, rationale="Unlike option B, this scales."), [
            'The rationale of option a says "option B", which no question may.']),
        (question("Here is a trick question?"), ['The stem says "trick", which no question may.']),
    ],
)  # fmt: skip
def test_banned_phrases_are_found_everywhere(source, expected):
    assert messages(avoids_banned_phrases(source)) == expected


def test_key_may_be_up_to_1_6_times_as_long_as_its_distractors():
    texts = ["x" * 16, "y" * 10, "z" * 5, "w" * 15]
    options = tuple(option(key, text, is_key=key == "a") for key, text in zip("abcd", texts, strict=True))

    assert messages(has_keys_no_longer_than_distractors(question(options=options))) == []
    assert messages(has_keys_no_longer_than_distractors(with_option(0, question(options=options), text="x" * 17))) == [
        "Key a is 1.7 times as long as its distractors; at most 1.6 is allowed."
    ]


def test_citations_name_what_exists_and_is_trusted():
    library, _ = read_library(SAMPLE)
    facts = {fact.key: fact for pack in library.packs for fact in pack.facts}
    source = with_option(0, with_option(1, fact="rds-009", confusion="this-or-that"), fact="rds-003", confusion="known")

    assert messages(cites_what_is_known(source, facts, {"known"})) == [
        "Option a cites rds-003, a fact of low confidence.",
        "Option b cites rds-009, and there is no such fact.",
        "Option b names the confusion this-or-that; confusions.yaml lacks it.",
    ]


def test_task_is_one_of_the_exam_and_of_the_domain():
    tasks = {"2.2": 2, "3.3": 3}

    assert messages(serves_a_task_of_its_domain(question(), tasks)) == []
    assert messages(serves_a_task_of_its_domain(question(task="3.3"), tasks)) == [
        "Task 3.3 belongs to domain 3, not 2."
    ]
    assert messages(serves_a_task_of_its_domain(question(task="2.9"), tasks)) == ["The exam has no task statement 2.9."]


def test_key_is_used_once_in_the_bank():
    twin = question(file="dax/questions/y.yaml")

    assert messages(uses_each_key_once([question(), question(key="rds-q002")])) == []
    assert messages(uses_each_key_once([question(), twin])) == ["This key is used in rds/questions/x.yaml as well."]


def test_key_positions_are_spread_evenly():
    even = [question(keys=key) for key in "abcd" * 10]
    uneven = [question(keys=key) for key in "a" * 20 + "bcd" * 7]

    assert messages(spreads_its_keys("rds", even)) == []
    assert [str(fault) for fault in spreads_its_keys("rds", uneven)] == [
        "rds/questions: The keys are not spread evenly: a 20, b 7, c 7, d 7 (p = 0.0062)."
    ]
    assert messages(spreads_its_keys("rds", uneven[:10])) == []
    assert messages(spreads_its_keys("rds", [])) == []


def test_key_is_the_longest_option_in_few_questions():
    plain = question()
    telling = with_option(0, text="Use the design that is called a")
    tied = with_option(1, telling, text="Use the design that is called b")

    assert messages(hides_its_keys_among_long_options("rds", [telling] * 7 + [plain] * 13)) == []
    assert messages(hides_its_keys_among_long_options("rds", [tied] * 20)) == []
    assert messages(hides_its_keys_among_long_options("rds", [telling] * 11)) == []
    assert messages(hides_its_keys_among_long_options("rds", [telling] * 5 + [plain] * 9)) == [
        "The key is the longest option in 5 of 14 single questions (36%); at most 35 % is allowed: "
        + ", ".join(["rds-q001"] * 5)
    ]


def test_stems_of_the_bank_are_not_alike():
    first = question("A shop runs reports on its primary, and the checkout is slow. Which change helps most?")
    other = question("A bank keeps its backups for a month. How can it keep them for a year?", key="rds-q002")
    alike = question(
        "A shop runs **reports** on its primary and the checkout is slow: which one change helps most?", key="rds-q003"
    )

    assert messages(asks_nothing_twice([first, other])) == []
    assert [str(fault) for fault in asks_nothing_twice([first, other, alike])] == [
        "rds/questions/x.yaml, rds-q003, line 7: The stem is 94% the same as that of rds-q001."
    ]


def test_fact_with_an_angle_is_cited_by_a_key():
    library, _ = read_library(SAMPLE)
    bank, _ = read_bank(SAMPLE)

    assert messages(asks_about_each_angle(library.packs, bank.questions)) == []
    assert [str(fault) for fault in asks_about_each_angle(library.packs, bank.questions[:1])] == [
        "rds/facts.yaml, rds-001, line 1: The fact has an exam angle, and no right option of any question cites it."
    ]
