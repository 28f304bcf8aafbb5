"""How two frozen texts of a question differ, in words, for editors; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from services.history import Change

KINDS = {"single": "Choose one", "multiple": "Choose several"}


@dataclass(frozen=True, slots=True)
class Frozen:
    """A question as a version keeps it: rendered, with its options as mappings."""

    kind: str
    stem_html: str
    options: Sequence[Mapping[str, Any]]

    def texts(self) -> dict[str, str]:
        """Its parts as labelled HTML."""
        texts = {"Kind": KINDS[self.kind], "Stem": self.stem_html}
        for option in self.options:
            name = f"Option {option['key']}"
            texts |= {
                f"{name}: Text": option["html"],
                f"{name}: Right": "yes" if option["is_key"] else "no",
                f"{name}: Rationale": option["rationale_html"],
                f"{name}: Fact": option["fact"],
                f"{name}: Confusion": option["confusion"],
            }
        return texts


def compare(before: Frozen, after: Frozen) -> tuple[Change, ...]:
    """The parts that differ, as words; where only the formatting does, as the HTML itself."""
    old, new = before.texts(), after.texts()
    found = []
    for label in dict.fromkeys([*new, *old]):
        was, now = old.get(label, ""), new.get(label, "")
        if was == now:
            continue
        if words(was) == words(now):
            found.append(Change(f"{label} (formatting)", was, now))
        else:
            found.append(Change(label, words(was), words(now)))
    return tuple(found)


def words(html: str) -> str:
    """The text of a piece of HTML that our own renderer made."""
    return unescape(strip_tags(html))
