"""The one form in which each file of a pack is written, so that a round trip changes no byte of it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml

from services.packs.service import CategorySource, FactSource, Library, NoteSource, ServicePack

WIDTH = 110
ONE_LINE = 10_000

T = TypeVar("T")
Value = str | int | bool | dt.date | Sequence[Any] | Mapping[str, Any]


class Block(str):
    """A text that is written as a block of its own lines, however short it is."""


class Inline(list[Any]):
    """A list that is written in brackets."""


class InlineRow(dict[str, Any]):
    """A mapping that is written in braces."""


class _Dumper(yaml.SafeDumper):
    """The pure Python dumper, always: the C one breaks lines elsewhere."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _represent_block(dumper: yaml.SafeDumper, text: Block) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", f"{text}\n", style="|")


def _represent_inline(dumper: yaml.SafeDumper, items: Inline) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


def _represent_inline_row(dumper: yaml.SafeDumper, row: InlineRow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", row, flow_style=True)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(Block, _represent_block)
_Dumper.add_representer(Inline, _represent_inline)
_Dumper.add_representer(InlineRow, _represent_inline_row)


def yaml_text(value: Value, *, width: int = WIDTH) -> str:
    """Returns `value` as YAML: fields in their order, lines of at most `width` characters where they can break."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width)


def head_comment(text: str) -> str:
    """Returns the comment at the top of a file, which outlives each rewriting of the file."""
    lines = []
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        lines.append(line)
    return "".join(lines)


def categories_text(categories: Iterable[CategorySource]) -> str:
    """Returns categories.yaml."""
    rows = [
        InlineRow(slug=category.slug, name=category.name, short_name=category.short_name, order=category.order)
        for category in categories
    ]
    return yaml_text(rows, width=ONE_LINE)


def service_text(pack: ServicePack) -> str:
    """Returns service.yaml."""
    return yaml_text(
        {
            "slug": pack.slug,
            "name": pack.name,
            "short_name": pack.short_name,
            "category": pack.category,
            "order": pack.order,
            "summary": pack.summary,
            "aliases": Inline(pack.aliases),
        }
    )


def facts_text(facts: Iterable[FactSource]) -> str:
    """Returns facts.yaml."""
    return yaml_text(
        [
            {
                "key": fact.key,
                "statement": fact.statement,
                "changed": fact.changed,
                "exam_angle": fact.exam_angle,
                "sources": list(fact.sources),
                "checked_on": fact.checked_on,
                "expires_on": fact.expires_on,
                "confidence": fact.confidence,
            }
            for fact in facts
        ]
    )


def note_text(note: NoteSource) -> str:
    """Returns the file of a note: its fields, then its body as it was written."""
    fields = {"title": note.title, "order": note.order, "tasks": Inline(note.tasks), "summary": note.summary}
    return f"---\n{yaml_text(fields)}---\n{note.body}"


def library_files(library: Library, old: Library) -> dict[str, str]:
    """Returns every file of a library by its path; what `old` holds too comes first and in its order."""
    categories = old_order_first(library.categories, old.categories, key=lambda category: category.slug)
    files = {"categories.yaml": categories_text(categories)}
    old_packs = {pack.slug: pack for pack in old.packs}
    for pack in library.packs:
        old_facts = old_packs[pack.slug].facts if pack.slug in old_packs else ()
        files[f"{pack.slug}/service.yaml"] = service_text(pack)
        files[f"{pack.slug}/facts.yaml"] = facts_text(old_order_first(pack.facts, old_facts, key=lambda fact: fact.key))
        files |= {f"{pack.slug}/notes/{note.slug}.md": note_text(note) for note in pack.notes}
        for diagram in pack.diagrams:
            files[f"{pack.slug}/diagrams/{diagram.name}"] = diagram.svg
            files[f"{pack.slug}/diagrams/{diagram.name.removesuffix('.svg')}.dot"] = diagram.source
    return files


def old_order_first(new: Iterable[T], old: Iterable[T], *, key: Callable[[T], str]) -> list[T]:
    """Returns `new` with what `old` holds as well first, in the order of `old`, then the rest in its own order."""
    places = {key(item): place for place, item in enumerate(old)}
    return sorted(new, key=lambda item: places.get(key(item), len(places)))


def write_files(root: Path, files: Mapping[str, str]) -> list[str]:
    """Writes the files that differ from those below `root`, and returns their paths; the comment at their top stays."""
    changed = []
    for name, text in sorted(files.items()):
        path = root / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = head_comment(old) + text if name.endswith(".yaml") else text
        if new != old:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.new")
            draft.write_text(new, encoding="utf-8", newline="\n")
            draft.replace(path)
            changed.append(name)
    return changed
