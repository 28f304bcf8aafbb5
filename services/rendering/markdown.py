"""The two dialects of Markdown we read: the notes' (tables, callouts, pictures) and the questions'."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

CALLOUTS: Final = {
    "exam": "On the exam",
    "changed": "Changed since older guides",
    "confuse": "Do not confuse",
}
KEY: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"

_HOME: Final = re.compile(rf"\s+\{{#({KEY})\}}\s*\Z")
_TARGET: Final = re.compile(r"(?:https?://|mailto:|fact:|note:)\S+\Z|[a-z0-9-]+\.svg\Z", re.IGNORECASE)
# Control characters, marks that turn the direction of text, and halves of characters that cannot be encoded.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Returns `text` without the characters that cannot be encoded or that act on the text around them."""
    return _UNPRINTABLE.sub("", text)


def words_of(tokens: Sequence[Token] | None) -> str:
    """Returns the words of inline tokens on one line: no markup, and a picture as its alt text."""
    words = []
    for token in tokens or ():
        if token.type in {"text", "code_inline"}:
            words.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            words.append(" ")
        elif token.type == "image":
            words.append(words_of(token.children))
    return " ".join("".join(words).split())


def note_parser() -> MarkdownIt:
    """Returns the parser of notes; `env["service"]` is the service whose keys it takes for homes of facts."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("reference")
    parser.validateLink = lambda url: _TARGET.match(url) is not None  # type: ignore[method-assign]
    parser.inline.ruler.before("link", "brackets", _brackets)
    parser.core.ruler.before("inline", "homes", _take_homes)
    for name, title in CALLOUTS.items():
        opening = f'<aside class="callout callout-{name}">\n<p class="callout-title">{title}</p>\n'
        container_plugin(parser, name, render=_pair(opening, "</aside>\n"))
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("code_block", _code)
    return parser


def question_parser() -> MarkdownIt:
    """Returns the parser of questions: paragraphs, lists, emphasis and code, but no links or pictures."""
    parser = MarkdownIt("zero", {"html": False})
    parser.enable(["list", "fence", "newline", "escape", "backticks", "emphasis", "entity"])
    parser.add_render_rule("fence", _code)
    return parser


def _brackets(state: StateInline, silent: bool) -> bool:
    """Takes brackets that open no link for text at once; the link rule looks at all that follows for each of them."""
    end = state.pos
    while end < state.posMax and state.src[end] in "[!":
        end += 1
    if state.src.find("](", end, state.posMax) >= 0:
        # The last two of a run may still open a link or a picture.
        end -= 2
    if end <= state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _take_homes(state: StateCore) -> None:
    """Moves the key at the end of a paragraph or list item out of its text, into the paragraph's meta."""
    prefix = f"{state.env['service']}-"
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        mark = _HOME.search(inline.content) if opening.type == "paragraph_open" else None
        if mark and mark[1].startswith(prefix) and inline.content[: mark.start()].strip():
            inline.content = inline.content[: mark.start()]
            opening.meta["home"] = mark[1]


def _pair(opening: str, closing: str) -> Callable[..., str]:
    """Returns a renderer of a container that writes `opening` and `closing` around what is in it."""

    def render(_renderer: object, tokens: Sequence[Token], index: int, *_: Any) -> str:
        return opening if tokens[index].nesting == 1 else closing

    return render


def _open_table(_renderer: object, tokens: Sequence[Token], index: int, *_: Any) -> str:
    label = escape(tokens[index].meta.get("label", "Table"))
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">\n<table>\n'


def _close_table(*_: Any) -> str:
    return "</table>\n</div>\n"


def _code(_renderer: object, tokens: Sequence[Token], index: int, *_: Any) -> str:
    """Writes a block of code that a keyboard can scroll; the language it claims to be in is dropped."""
    return f'<pre tabindex="0"><code>{escape(tokens[index].content, quote=False)}</code></pre>\n'
