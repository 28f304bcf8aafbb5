"""What a learner may see of an item, before and after it is graded."""

from dataclasses import asdict

import pytest

from quizzes.showing import ShownOption, graded_options, keys_of, open_options, verdict

OPTIONS = [
    {"key": key, "html": f"Text {key}", "is_key": key in "bd", "rationale_html": f"Why {key}", "fact": f"rds-00{key}"}
    for key in "abcd"
]


def test_open_options_keep_the_order_of_the_item_and_the_ticks():
    shown = open_options(OPTIONS, "cadb", "ab")

    assert [(option.letter, option.html, option.is_chosen) for option in shown] == [
        ("A", "Text c", False),
        ("B", "Text a", True),
        ("C", "Text d", False),
        ("D", "Text b", True),
    ]


def test_open_options_tell_nothing_of_the_key():
    blank = {"is_key": False, "is_miss": False, "rationale_html": "", "fact": ""}

    for option in open_options(OPTIONS, "dbca", "d"):
        assert asdict(option) == {"letter": option.letter, "html": option.html, "is_chosen": option.is_chosen, **blank}


def test_graded_options_tell_key_choice_and_reasons_in_the_same_order():
    shown = graded_options(OPTIONS, "cadb", "ad")

    assert [(option.letter, option.is_key, option.is_chosen, option.is_miss) for option in shown] == [
        ("A", False, False, False),
        ("B", False, True, True),
        ("C", True, True, False),
        ("D", True, False, False),
    ]
    assert (shown[0].rationale_html, shown[0].fact) == ("Why c", "rds-00c")


@pytest.mark.parametrize(
    ("chosen", "order", "keys"),
    [
        (["A", "C"], "cadb", ["c", "d"]),
        (["E"], "cadb", ["E"]),
        (["a"], "cadb", ["a"]),
        (["?", ""], "cadb", ["?", ""]),
        ([], "cadb", []),
        (["F"], "fedcba", ["a"]),
    ],
)
def test_keys_of_turns_letters_of_the_screen_into_ids(chosen, order, keys):
    assert keys_of(chosen, order) == keys


@pytest.mark.parametrize(
    ("right", "sentence"),
    [
        ("B", "Incorrect. The answer is B."),
        ("BD", "Incorrect. The answer is B and D."),
        ("ACE", "Incorrect. The answer is A, C and E."),
    ],
)
def test_verdict_names_the_letters_on_the_screen(right, sentence):
    shown = [ShownOption(letter=letter, html="", is_chosen=False, is_key=letter in right) for letter in "ABCDE"]

    assert verdict(shown, is_correct=False) == sentence
    assert verdict(shown, is_correct=True) == sentence.replace("Incorrect", "Correct")
