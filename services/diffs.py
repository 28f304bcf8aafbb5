"""What changed between two texts, word by word, for people who compare them by eye."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added", "skipped"]
# Unchanged lines that stay visible on each side of a change.
CONTEXT = 2
# Beyond this many words a block is shown as replaced whole: matching its words would take long and tell little.
MOST_WORDS = 1500
# With fewer words in common than this, what matches is chance, and the eye is better served by the one text after the other.
LEAST_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and what became of it; for "skipped", how many unchanged lines are left out."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Returns the two texts as one run of pieces: words that stayed, went and came; long unchanged passages are left out."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(blocks):
        if tag == "equal":
            pieces += _unchanged(old[a:b], is_first=number == 0, is_last=number == len(blocks) - 1)
        else:
            pieces += _changed("".join(old[a:b]), "".join(new[c:d]))
    return tuple(pieces)


def _unchanged(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    head = 0 if is_first else CONTEXT
    tail = 0 if is_last else CONTEXT
    hidden = len(lines) - head - tail
    if hidden <= 1:
        yield Piece("same", "".join(lines))
        return
    if head:
        yield Piece("same", "".join(lines[:head]))
    yield Piece("skipped", str(hidden))
    if tail:
        yield Piece("same", "".join(lines[-tail:]))


def _changed(before: str, after: str) -> Iterator[Piece]:
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    if max(len(old), len(new)) > MOST_WORDS or matcher.ratio() < LEAST_ALIKE:
        yield from _replaced(before, after)
        return
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            # The one with a space at its end, so that no word runs into the one that went or came after it.
            yield Piece("same", max("".join(old[a:b]), "".join(new[c:d]), key=len))
        else:
            yield from _replaced("".join(old[a:b]), "".join(new[c:d]))


def _replaced(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece("removed", before)
    if after:
        yield Piece("added", after)


def _words(text: str) -> list[str]:
    """Words and punctuation, each with the space after it, so that spaces alone never match."""
    return re.findall(r"\w+\s*|[^\s\w]\s*|\s+", text)
