"""YAML as rows of fields that know their line, read without trusting it.

Of PyYAML only the parser is used, not its loaders: they build what the file asks for, expand aliases without
bound and, in C, overflow the stack on deep nesting. A scalar is text until a field says otherwise, so `no` and
`1.10` stay what they are.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from services.packs.faults import Fault

MAX_DEPTH = 12
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TURNING = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A word of a file: text, whatever it looks like; None when nothing is written."""

    text: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list of a file."""

    nodes: "list[Node]"
    line: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping of a file, in order, doubled names included."""

    pairs: "list[tuple[Scalar, Node]]"
    line: int


Node = Scalar | Items | Pairs


class RefusedError(Exception):
    """The file is not YAML, or uses a part of YAML that content has no need of."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse(text: str, first_line: int = 1) -> Node | None:
    """Returns the document in `text`, None if it is empty; lines count from `first_line`. Raises RefusedError."""
    builder = _Builder(first_line)
    try:
        # One event at a time, so that a hostile file is refused before it has been read to its end.
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        # A quote that nobody closes is wrong where it opens, not where the file ends.
        is_unclosed = "end of stream" in str(error.problem) and error.context_mark is not None
        mark = error.context_mark if is_unclosed else error.problem_mark
        line = first_line + (mark.line if mark else 0)
        raise RefusedError(f"This is not YAML: {error.problem}.", line) from error
    except yaml.YAMLError as error:
        raise RefusedError("This is not YAML: it holds a character that YAML does not allow.", first_line) from error
    return builder.root


class _Builder:
    """Builds the tree of nodes from the parser's events, without recursion."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.root: Node | None = None
        self.documents = 0
        self.open: list[Items | Pairs] = []
        self.names: list[Scalar | None] = []

    def take(self, event: Any) -> None:
        line = event.start_mark.line + self.first_line
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise RefusedError("A file holds one document, and here a second one starts.", line)
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RefusedError(
                "Anchors and aliases (& and *) are not used in the content; quote a text that starts so.",
                line,
            )
        elif isinstance(event, yaml.ScalarEvent):
            self.refuse_tag(event, line, implicit=any(event.implicit))
            is_empty = not event.style and event.value in {"", "~", "null"}
            self.add(Scalar(None if is_empty else event.value, line))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self.refuse_tag(event, line, implicit=event.implicit)
            node = Items([], line) if isinstance(event, yaml.SequenceStartEvent) else Pairs([], line)
            self.add(node)
            self.open.append(node)
            self.names.append(None)
            if len(self.open) > MAX_DEPTH:
                raise RefusedError("This is nested too deeply.", line)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.open.pop()
            self.names.pop()

    @staticmethod
    def refuse_tag(event: Any, line: int, *, implicit: bool) -> None:
        if event.tag and not implicit:
            raise RefusedError("Tags (a word after !) are not used in the content; quote a text that starts so.", line)

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = None if isinstance(node, Scalar) and node.text is None else node
            return
        parent = self.open[-1]
        if isinstance(parent, Items):
            parent.nodes.append(node)
        elif self.names[-1] is not None:
            parent.pairs.append((self.names[-1], node))
            self.names[-1] = None
        elif isinstance(node, Scalar):
            self.names[-1] = node
        else:
            raise RefusedError("The name of a field is a word.", node.line)


def tidy(text: str) -> str:
    """Returns `text` as a field holds it: plain line ends, no space around it or at the end of a line."""
    return "\n".join(line.rstrip() for line in text.strip().replace("\r\n", "\n").split("\n"))


class Row:
    """A mapping of a file, read field by field; what is wrong becomes a fault and reads as an empty value."""

    def __init__(self, node: Pairs, file: str, faults: list[Fault], key: str = "") -> None:
        self.file = file
        self.line = node.line
        self.key = key
        self.faults = faults
        self.known: list[str] = []
        self.fields: dict[str, tuple[int, Node]] = {}
        for name, value in node.pairs:
            if name.text in self.fields:
                self.fault(f'"{name.text}" stands here twice.', name.line)
            self.fields[name.text or ""] = (name.line, value)

    def fault(self, message: str, line: int | None = None) -> None:
        self.faults.append(Fault(self.file, self.key, message, line or self.line))

    def text(self, name: str, *, limit: int, is_needed: bool = True) -> str:
        """Returns the text of a field, without space around it; '' if it may be left out and is."""
        node = self._field(name, is_needed=is_needed)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.fault(f'"{name}" is to be a text, not a list or a mapping.', node.line)
            return ""
        return self._checked(name, node, limit=limit, is_needed=is_needed)

    def slug(self, name: str) -> str:
        """Returns a field of small letters, digits and single hyphens, which names the row in faults."""
        slug = self.text(name, limit=50)
        self.key = slug or self.key
        if slug and not SLUG.match(slug):
            self.fault(f'"{name}" is to be of small letters, digits and hyphens, not "{slug}".')
        return slug

    def choice(self, name: str, choices: Collection[str]) -> str:
        """Returns a field that is one of `choices`, else the first of them after a fault."""
        text = self.text(name, limit=50)
        if text and text not in choices:
            self.fault(f'"{name}" is to be one of {", ".join(choices)}, not "{text}".')
        return text if text in choices else next(iter(choices))

    def integer(self, name: str, low: int, high: int) -> int:
        """Returns a whole number between `low` and `high`, else `low` after a fault."""
        text = self.text(name, limit=20)
        if text and re.fullmatch(r"\d{1,9}", text, re.ASCII) and low <= int(text) <= high:
            return int(text)
        if text:
            self.fault(f'"{name}" is to be a whole number from {low} to {high}, not "{text}".')
        return low

    def flag(self, name: str) -> bool:
        """Returns a field that is true or false; false if it is left out."""
        text = self.text(name, limit=20, is_needed=False)
        if text not in {"", "true", "false"}:
            self.fault(f'"{name}" is to be true or false, not "{text}".')
        return text == "true"

    def date(self, name: str) -> dt.date:
        """Returns a day, else the first of all days after a fault."""
        text = self.text(name, limit=20)
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
                return dt.date.fromisoformat(text)
        except ValueError:
            pass
        if text:
            self.fault(f'"{name}" is to be a day such as 2026-11-23, not "{text}".')
        return dt.date.min

    def texts(self, name: str, *, limit: int, is_needed: bool = True) -> tuple[str, ...]:
        """Returns a list of texts, none of them twice."""
        node = self._field(name, is_needed=is_needed)
        if node is None:
            return ()
        if not isinstance(node, Items) or not all(isinstance(item, Scalar) for item in node.nodes):
            self.fault(f'"{name}" is to be a list of texts.', node.line)
            return ()
        texts = [self._checked(name, item, limit=limit) for item in node.nodes if isinstance(item, Scalar)]
        if is_needed and not texts:
            self.fault(f'"{name}" is empty.', node.line)
        if len(set(texts)) < len(texts):
            self.fault(f'"{name}" says the same thing twice.', node.line)
        return tuple(texts)

    def rows(self, name: str) -> "list[Row]":
        """Returns a list of mappings."""
        node = self._field(name, is_needed=True)
        return [] if node is None else list(rows_of(node, self.file, self.faults, self.key))

    def row(self, name: str) -> "Row | None":
        """Returns a mapping inside this one."""
        node = self._field(name, is_needed=True)
        if isinstance(node, Pairs):
            return Row(node, self.file, self.faults, self.key)
        if node is not None:
            self.fault(f'"{name}" is to be a mapping of fields.', node.line)
        return None

    def finish(self) -> None:
        """Notes the fields that nobody asked for."""
        for name, (line, _) in self.fields.items():
            if name not in self.known:
                self.fault(f'"{name}" is no field here; the fields are {", ".join(self.known)}.', line)

    def line_of(self, name: str) -> int:
        """Returns the line of a field, or of the row if it lacks that field."""
        return self.fields[name][0] if name in self.fields else self.line

    def _field(self, name: str, *, is_needed: bool) -> Node | None:
        self.known.append(name)
        if name in self.fields:
            return self.fields[name][1]
        if is_needed:
            self.fault(f'"{name}" is missing.')
        return None

    def _checked(self, name: str, node: Scalar, *, limit: int, is_needed: bool = True) -> str:
        text = tidy(node.text or "")
        if is_needed and not text:
            self.fault(f'"{name}" is empty.', node.line)
        if len(text) > limit:
            self.fault(f'"{name}" has {len(text)} characters; at most {limit} fit.', node.line)
        if _TURNING.search(text):
            self.fault(f'"{name}" holds an invisible character; write it again by hand.', node.line)
        return text


def rows_of(node: Node, file: str, faults: list[Fault], key: str = "") -> Iterator[Row]:
    """Yields the rows of a list of mappings; what is not one becomes a fault."""
    if not isinstance(node, Items):
        faults.append(Fault(file, key, "Here is to be a list: each entry starts with a hyphen.", node.line))
        return
    for item in node.nodes:
        if isinstance(item, Pairs):
            yield Row(item, file, faults, key)
        else:
            faults.append(Fault(file, key, "An entry of this list is to be a mapping of fields.", item.line))
