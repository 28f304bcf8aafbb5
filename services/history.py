"""The story of a row and the rows it owns: who changed what and when, from the records that simple-history keeps."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.text import capfirst

from services.diffs import Piece, difference

# What nobody wrote: ids, and what is computed when a row is saved.
UNWRITTEN = frozenset({"id", "html", "block_html", "updated_at", "loaded_digest", "note", "question_count"})
# Rows written within this time by the same person were saved in one go.
ONE_GO = dt.timedelta(seconds=2)
NEWEST = 50

Snapshot = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A field with its text before and after."""

    label: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return difference(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Entry:
    """One saving: when, by whom ('' for a command), why if that was said, and what it changed."""

    at: dt.datetime
    by: str
    why: str
    verb: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that a row owns, such as the options of a question: how one is called, by which field it is told apart."""

    name: str
    key: str
    parent: str


def written_fields(model: type[Model], part: Part | None = None) -> "list[Field[Any, Any]]":
    """The fields of a model that somebody writes, the one that names a part or its owner excepted."""
    names = {part.key, part.parent} if part else set()
    return [column for column in model._meta.concrete_fields if column.name not in UNWRITTEN | names]


def text_of(column: "Field[Any, Any]", value: Any, related: Mapping[Any, str]) -> str:
    """A stored value as its reader would write it."""
    if value is None or value == "":
        return ""
    if isinstance(column, ForeignKey):
        return related.get(value, "one that is gone")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return str(value)


@dataclass
class Names:
    """What fields are called, if not as in the model, and the names of the rows that foreign keys point at, looked up once."""

    labels: Mapping[str, str] = field(default_factory=dict)
    known: dict[type[Model], dict[Any, str]] = field(default_factory=dict)

    def learn(self, rows: Sequence[Any], columns: "Iterable[Field[Any, Any]]") -> None:
        """Looks up what these rows point at."""
        for column in columns:
            if isinstance(column, ForeignKey):
                model = column.related_model
                names = self.known.setdefault(model, {})
                wanted = {getattr(row, column.attname) for row in rows} - {None, *names}
                if wanted:
                    names |= {pk: short_name(row) for pk, row in model._default_manager.in_bulk(wanted).items()}

    def snapshot(self, row: Any, columns: "Iterable[Field[Any, Any]]", prefix: str = "") -> dict[str, str]:
        """The fields of a row as labelled texts."""
        return {
            f"{prefix}{self.labels.get(column.name) or capfirst(column.verbose_name)}": text_of(
                column,
                getattr(row, column.attname),
                self.known.get(column.related_model, {}) if isinstance(column, ForeignKey) else {},
            )
            for column in columns
        }


def short_name(row: Any) -> str:
    """What a row that others point at is called: its key, number or slug before its text."""
    for name in ("key", "number", "slug"):
        if hasattr(row, name):
            return str(getattr(row, name))
    return str(row)


def snapshot(
    row: Model, parts: Sequence[Model] = (), part: Part | None = None, only: Collection[str] | None = None
) -> dict[str, str]:
    """A row (`only` these of its fields) and the rows it owns as labelled texts, in the order of its fields."""
    names = Names()
    columns = [column for column in written_fields(type(row)) if only is None or column.name in only]
    names.learn([row], columns)
    texts = names.snapshot(row, columns)
    if parts and part:
        columns = written_fields(type(parts[0]), part)
        names.learn(parts, columns)
        for owned in sorted(parts, key=lambda owned: str(getattr(owned, part.key))):
            texts |= names.snapshot(owned, columns, f"{part.name} {getattr(owned, part.key)}: ")
    return texts


def digest(texts: Snapshot) -> str:
    """A short mark of a snapshot: equal for equal texts."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:24]


def changes(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """The fields that differ, in the order of the later snapshot; those that are gone come last."""
    labels = dict.fromkeys([*after, *before])
    return tuple(
        Change(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


@dataclass
class Story:
    """Replays the historical records of a row and its parts, oldest first."""

    records: Sequence[Any]
    part_records: Sequence[Any] = ()
    part: Part | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> "tuple[list[Field[Any, Any]], list[Field[Any, Any]]]":
        """The fields of the row and of its parts that both somebody writes and the records keep."""
        return self.kept(self.records), self.kept(self.part_records, self.part)

    @staticmethod
    def kept(records: Sequence[Any], part: Part | None = None) -> "list[Field[Any, Any]]":
        if not records:
            return []
        tracked: Collection[str] = {column.name for column in records[0].tracked_fields}
        return [column for column in written_fields(records[0].instance_type, part) if column.name in tracked]

    def groups(self) -> Iterator[list[Any]]:
        """Records that were written in one go by one person."""
        group: list[Any] = []
        for record in sorted([*self.records, *self.part_records], key=lambda each: each.history_date):
            last = group[-1] if group else record
            is_near = record.history_date - last.history_date <= ONE_GO
            if not is_near or record.history_user_id != last.history_user_id:
                yield group
                group = []
            group.append(record)
        if group:
            yield group

    def entries(self) -> list[Entry]:
        """What happened, newest first; savings that changed nothing are left out."""
        names = Names(self.labels)
        own, owned = self.columns
        names.learn(self.records, own)
        names.learn(self.part_records, owned)
        told: list[Entry] = []
        row: dict[str, str] = {}
        parts: dict[Any, tuple[str, dict[str, str]]] = {}
        before: dict[str, str] = {}
        for group in self.groups():
            verb = "Changed"
            for record in group:
                if self.part and record.instance_type is not self.records_of:
                    key = str(getattr(record, self.part.key))
                    texts = names.snapshot(record, owned, f"{self.part.name} {key}: ")
                    parts[record.id] = (key, {} if record.history_type == "-" else texts)
                else:
                    verb = {"+": "Added", "-": "Deleted"}.get(record.history_type, verb)
                    row = {} if record.history_type == "-" else names.snapshot(record, own)
            after = dict(row)
            for _, texts in sorted(parts.values(), key=lambda pair: pair[0]):
                after |= texts
            if differences := changes(before, after):
                first = group[0]
                why = first.history_change_reason or ""
                told.append(Entry(first.history_date, name_of(first.history_user), why, verb, differences))
            before = after
        return told[::-1][:NEWEST]

    @property
    def records_of(self) -> type[Model] | None:
        """The model whose rows this is the story of."""
        return self.records[0].instance_type if self.records else None


def name_of(person: Any) -> str:
    """How a person is named to others: never by their address."""
    if person is None:
        return ""
    return person.display_name or "Somebody without a name"
