"""Rendering of the short texts: stems, options, rationales."""

from functools import lru_cache
from typing import Final

from services.rendering.markdown import printable, question_parser, words_of
from services.rendering.sanitising import safe_inline, safe_text

_PARSER: Final = question_parser()


def render_text(text: str) -> str:
    """Returns the safe HTML of a stem: paragraphs, lists, emphasis and code. Never raises."""
    return safe_text(_PARSER.render(printable(text))).strip()


def render_inline(text: str) -> str:
    """Returns the safe HTML of an option or a rationale: emphasis and code on one line. Never raises."""
    return safe_inline(_PARSER.renderInline(printable(text))).strip()


@lru_cache(maxsize=2048)  # Each house rule asks for the words of the same texts.
def plain_text(text: str) -> str:
    """Returns the words of a stem, an option or a rationale on one line, without markup. Never raises."""
    blocks = [
        words_of(token.children) if token.type == "inline" else " ".join(token.content.split())
        for token in _PARSER.parse(printable(text))
    ]
    return " ".join(block for block in blocks if block)
