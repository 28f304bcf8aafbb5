"""What a name may look like, and which names are the same to a reader."""

import re

import pytest

from accounts.names import clean_name, folded


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Rahel Suter", "Rahel Suter"),
        ("  Rahel  Suter\u00a0", "Rahel Suter"),
        ("Zoe\u0308", "Zoë"),
        ("李雷", "李雷"),
        ("42", "42"),
        ("x" * 64, "x" * 64),
    ],
)
def test_clean_name_keeps_what_people_are_called(raw, cleaned):
    assert clean_name(raw) == cleaned


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "A name needs at least one letter or digit."),
        (" – ", "A name needs at least one letter or digit."),
        (
            "Ra\u202ehel",
            "Use letters, digits, spaces and punctuation only; this name has an invisible character in it.",
        ),
        (
            "Ra\u200bhel",
            "Use letters, digits, spaces and punctuation only; this name has an invisible character in it.",
        ),
        ("Ra\x00hel", "Use letters, digits, spaces and punctuation only; this name has an invisible character in it."),
        ("Ra\nhel", "Use letters, digits, spaces and punctuation only; this name has an invisible character in it."),
        ("x" * 65, "A name has at most 64 characters; this one has 65."),
    ],
)
def test_clean_name_says_what_is_wrong(raw, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        clean_name(raw)


@pytest.mark.parametrize("twin", ["ALICE", "Álice", "A l i c e", "аlice", "A1ice", "A.Lice"])
def test_folded_takes_look_alikes_for_the_same(twin):
    assert folded(twin) == folded("Alice")


@pytest.mark.parametrize("other", ["Alina", "Bob", "Alicea"])
def test_folded_keeps_different_names_apart(other):
    assert folded(other) != folded("Alice")
