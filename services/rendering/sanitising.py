"""The last gate before HTML is stored: whatever is not on these lists does not pass, wherever it came from.

The parsers already let no HTML through. This repeats their promise with a second, unrelated parser, so that an
attack has to get past both.
"""

from collections.abc import Collection
from typing import Final

import nh3

MARK_LABEL: Final = "Source of this claim"

_INLINE: Final = frozenset({"strong", "em", "code", "br"})
_TEXT: Final = _INLINE | {"p", "ul", "ol", "li", "pre"}
_HEADINGS: Final = frozenset({"h3", "h4", "h5", "h6"})
_NOTE: Final = (
    _TEXT
    | _HEADINGS
    | {"a", "blockquote", "hr", "aside", "div", "figure", "figcaption", "img"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
_ATTRIBUTES: Final = {
    "a": {"href"},
    "div": {"aria-label"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    **{tag: {"id"} for tag in ("p", "li", *_HEADINGS)},
}
_VALUES: Final = {
    "a": {"rel": {"noopener nofollow"}, "aria-label": {MARK_LABEL}},
    "div": {"tabindex": {"0"}, "role": {"region"}},
    "img": {"loading": {"lazy"}},
    "pre": {"tabindex": {"0"}},
}
_ALIGNED: Final = {"align-left", "align-center", "align-right"}
_CLASSES: Final = {
    "a": {"fact-mark"},
    "aside": {"callout", "callout-exam", "callout-changed", "callout-confuse"},
    "div": {"table-scroll"},
    "figure": {"diagram"},
    "p": {"callout-title"},
    "td": _ALIGNED,
    "th": _ALIGNED,
}
_SCHEMES: Final = {"http", "https", "mailto"}


def safe_inline(html: str) -> str:
    """Returns `html` with emphasis and code only."""
    return nh3.clean(html, tags=_INLINE, attributes={}, link_rel=None)


def safe_text(html: str) -> str:
    """Returns `html` with paragraphs, lists, emphasis and code only."""
    values = {"pre": _VALUES["pre"]}
    return nh3.clean(html, tags=_TEXT, attributes={"ol": {"start"}}, tag_attribute_values=values, link_rel=None)


def safe_note(html: str, ids: Collection[str] = frozenset()) -> str:
    """Returns `html` with what a note is made of only; an element keeps its id if that is one of `ids`."""

    def known_ids(_tag: str, attribute: str, value: str) -> str | None:
        return value if attribute != "id" or value in ids else None

    return nh3.clean(
        html,
        tags=_NOTE,
        attributes=_ATTRIBUTES,
        # Not by tag_attribute_values, which compares an id with all the others one by one.
        attribute_filter=known_ids,
        tag_attribute_values=_VALUES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
