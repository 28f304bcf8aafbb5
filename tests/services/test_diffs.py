"""What changed between two texts, for the eye."""

import pytest

from services.diffs import Piece, difference


def marked(before, after):
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]", "skipped": "<{}>"}
    return "".join(marks[piece.kind].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("The same.", "The same.", "The same."),
        ("", "All new.", "[+All new.+]"),
        ("All gone.", "", "[-All gone.-]"),
        ("1", "2", "[-1-][+2+]"),
        ("Copies lag behind.", "Copies may lag behind.", "Copies [+may +]lag behind."),
        ("Which one is it?", "Which one is it today?", "Which one is it [+today+]?"),
        ("Use this design now", "Use this design", "Use this design [-now-]"),
        ("Keep 7 days of backups.", "Keep 35 days of backups.", "Keep [-7 -][+35 +]days of backups."),
        ("One two three four.", "Five six seven and four.", "[-One two three four.-][+Five six seven and four.+]"),
    ],
)
def test_difference_marks_the_words_that_went_and_came(before, after, shown):
    assert marked(before, after) == shown


def test_difference_leaves_out_long_unchanged_passages():
    lines = [f"Line {number}.\n" for number in range(20)]
    changed = lines.copy()
    changed[10] = "Line ten.\n"

    assert marked("".join(lines), "".join(changed)) == (
        "<8>Line 8.\nLine 9.\nLine [-10-][+ten+].\nLine 11.\nLine 12.\n<7>"
    )


def test_difference_of_very_long_lines_shows_them_whole():
    before, after = "word " * 1600, "word " * 1601

    assert difference(before, after) == (Piece("removed", before), Piece("added", after))


@pytest.mark.parametrize("before", ["a\r\nb\n\nc", "  x  y\t", "\n\n", "ä–…😀 “q”"])
@pytest.mark.parametrize("after", ["a\nb\nc", " x y", "", "ä… 😀"])
def test_difference_holds_both_texts_in_full(before, after):
    pieces = difference(before, after)

    def words(kind):
        return "".join("".join(piece.text for piece in pieces if piece.kind != kind).split())

    assert words("removed") == "".join(after.split())
    assert words("added") == "".join(before.split())
