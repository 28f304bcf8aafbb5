"""The part of a pack that is read: the service, its facts, its notes and its pictures."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.packs.drawings import read_drawing
from services.packs.faults import Fault
from services.packs.files import Folder
from services.packs.rows import SLUG, Node, Pairs, RefusedError, Row, parse, rows_of

CONFIDENCES = ("high", "medium", "low")
# Folders of the content that are no service.
NO_SERVICES = frozenset({"exam"})
PACK_NAMES = frozenset({"service.yaml", "facts.yaml", "notes", "diagrams", "questions"})
_PICTURE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.svg\Z")
_FRONT_MATTER = re.compile(r"---\n(?P<head>.*?\n)---\n(?P<body>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CategorySource:
    """A shelf of the library."""

    slug: str
    name: str
    short_name: str
    order: int


@dataclass(frozen=True, slots=True)
class FactSource:
    """A claim with its sources, as written in facts.yaml."""

    key: str
    statement: str
    changed: str
    exam_angle: str
    sources: tuple[str, ...]
    checked_on: dt.date
    expires_on: dt.date
    confidence: str
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class NoteSource:
    """A topic as written; `line` is the number of lines before its body."""

    slug: str
    title: str
    order: int
    tasks: tuple[str, ...]
    summary: str
    body: str
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DiagramSource:
    """A picture: `name` with .svg, its text, the text it is drawn from, its size in px."""

    name: str
    svg: str
    source: str
    width: int
    height: int
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ServicePack:
    """All that is written about one service, its questions excepted."""

    slug: str
    name: str
    short_name: str
    category: str
    order: int
    summary: str
    aliases: tuple[str, ...]
    facts: tuple[FactSource, ...] = ()
    notes: tuple[NoteSource, ...] = ()
    diagrams: tuple[DiagramSource, ...] = ()

    @property
    def sizes(self) -> Mapping[str, tuple[int, int]]:
        """The size of each picture in px, by its name."""
        return {diagram.name: (diagram.width, diagram.height) for diagram in self.diagrams}


@dataclass(frozen=True, slots=True)
class Library:
    """All categories and services of a content folder."""

    categories: tuple[CategorySource, ...]
    packs: tuple[ServicePack, ...]


def read_library(root: Path) -> tuple[Library, list[Fault]]:
    """Returns the categories and all services of a content folder, with all that is wrong with them."""
    faults: list[Fault] = []
    categories = read_categories(root, faults)
    packs = []
    for path in pack_folders(root, faults):
        pack, pack_faults = read_service_pack(path)
        faults += pack_faults
        if pack:
            packs.append(pack)
            if categories and pack.category not in {category.slug for category in categories}:
                message = f'"category" is to be a slug of categories.yaml, not "{pack.category}".'
                faults.append(Fault(f"{pack.slug}/service.yaml", pack.slug, message))
    return Library(categories, tuple(packs)), faults


def pack_folders(root: Path, faults: list[Fault]) -> list[Path]:
    """Returns the folders of services in a content folder, in order."""
    folder = Folder(root, "", faults)
    return [root / name for name in folder.names() if (root / name).is_dir() and name not in NO_SERVICES]


def read_categories(root: Path, faults: list[Fault]) -> tuple[CategorySource, ...]:
    """Returns the categories in categories.yaml."""
    categories = []
    for row in read_rows(Folder(root, "", faults), "categories.yaml"):
        category = CategorySource(
            slug=row.slug("slug"),
            name=row.text("name", limit=80),
            short_name=row.text("short_name", limit=40),
            order=row.integer("order", 0, 999),
        )
        row.finish()
        categories.append(category)
    refuse_twins((category.slug for category in categories), "categories.yaml", faults)
    return tuple(categories)


def read_service_pack(path: Path) -> tuple[ServicePack | None, list[Fault]]:
    """Returns the service in the folder `path`, None without a readable service.yaml, and all that is wrong.

    A field that cannot be read is empty in what is returned; nothing may be stored while there are faults.
    """
    faults: list[Fault] = []
    folder = Folder(path, path.name, faults)
    for name in folder.names():
        if name not in PACK_NAMES:
            folder.fault(name, f"does not belong here; a pack holds {', '.join(sorted(PACK_NAMES))}.")
    node = read_node(folder, "service.yaml")
    if not isinstance(node, Pairs):
        if node is not None:
            folder.fault("service.yaml", "is to be a mapping of fields.")
        return None, faults
    row = Row(node, folder.place("service.yaml"), faults)
    pack = ServicePack(
        slug=row.slug("slug"),
        name=row.text("name", limit=80),
        short_name=row.text("short_name", limit=40),
        category=row.text("category", limit=50),
        order=row.integer("order", 0, 999),
        summary=row.text("summary", limit=240),
        aliases=row.texts("aliases", limit=80, is_needed=False),
        facts=_read_facts(folder),
        notes=_read_notes(folder),
        diagrams=_read_diagrams(folder),
    )
    row.finish()
    if pack.slug != path.name:
        row.fault(f'"slug" is to be the name of the folder, {path.name}.')
    return pack, faults


def read_node(folder: Folder, name: str) -> Node | None:
    """Returns what is in a YAML file of a folder, or None after a fault."""
    text = folder.read(name)
    if text is None:
        return None
    try:
        node = parse(text)
    except RefusedError as error:
        folder.faults.append(Fault(folder.place(name), "", error.message, error.line))
        return None
    if node is None:
        folder.fault(name, "is empty.")
    return node


def read_rows(folder: Folder, name: str) -> list[Row]:
    """Returns the rows of a YAML file that is a list of mappings."""
    node = read_node(folder, name)
    return [] if node is None else list(rows_of(node, folder.place(name), folder.faults))


def refuse_twins(keys: Iterable[str], file: str, faults: list[Fault]) -> None:
    """Notes the keys that a file uses more than once."""
    seen: set[str] = set()
    for key in keys:
        if key and key in seen:
            faults.append(Fault(file, key, "This key is used twice."))
        seen.add(key)


def _read_facts(folder: Folder) -> tuple[FactSource, ...]:
    facts = []
    for row in read_rows(folder, "facts.yaml"):
        fact = FactSource(
            key=row.slug("key"),
            statement=row.text("statement", limit=1500),
            changed=row.text("changed", limit=1500, is_needed=False),
            exam_angle=row.text("exam_angle", limit=1500, is_needed=False),
            sources=row.texts("sources", limit=400),
            checked_on=row.date("checked_on"),
            expires_on=row.date("expires_on"),
            confidence=row.choice("confidence", CONFIDENCES),
            file=row.file,
            line=row.line,
        )
        row.finish()
        facts.append(fact)
        if fact.key and not re.fullmatch(rf"{re.escape(folder.label)}-\d{{3,4}}", fact.key, re.ASCII):
            row.fault(f"The key of a fact is {folder.label}- and three digits.")
        if fact.checked_on != dt.date.min and dt.date.min != fact.expires_on <= fact.checked_on:
            row.fault('"expires_on" is to be later than "checked_on".', row.line_of("expires_on"))
        for source in fact.sources:
            if ("://" in source or source.startswith("//")) and not re.fullmatch(r"https?://\S+", source):
                row.fault(f'A source is an https address or the name of a document, not "{source}".')
    refuse_twins((fact.key for fact in facts), folder.place("facts.yaml"), folder.faults)
    return tuple(facts)


def _read_notes(folder: Folder) -> tuple[NoteSource, ...]:
    notes = folder.folder("notes")
    if notes is None:
        return ()
    return tuple(note for name in notes.files(".md") if (note := _read_note(notes, name)))


def _read_note(folder: Folder, name: str) -> NoteSource | None:
    text = folder.read(name)
    if text is None:
        return None
    parts = _FRONT_MATTER.fullmatch(text)
    if not parts:
        folder.fault(name, "is to start with fields between two lines of three hyphens.")
        return None
    try:
        node = parse(parts["head"], first_line=2)
    except RefusedError as error:
        folder.faults.append(Fault(folder.place(name), "", error.message, error.line))
        return None
    if not isinstance(node, Pairs):
        folder.fault(name, "is to have fields between its two lines of three hyphens.")
        return None
    slug = name.removesuffix(".md")
    row = Row(node, folder.place(name), folder.faults, slug)
    note = NoteSource(
        slug=slug,
        title=row.text("title", limit=80),
        order=row.integer("order", 0, 999),
        tasks=row.texts("tasks", limit=3, is_needed=False),
        summary=row.text("summary", limit=240, is_needed=False),
        body=f"{parts['body'].strip()}\n",
        file=row.file,
        line=text[: text.index(parts["body"].strip(), parts.start("body"))].count("\n"),
    )
    row.finish()
    if not SLUG.match(slug) or len(slug) > 50:
        folder.fault(name, "is to be named in small letters, digits and hyphens, at most 50 of them.")
    if not note.body.strip():
        folder.fault(name, "says nothing below its fields.")
    return note


def _read_diagrams(folder: Folder) -> tuple[DiagramSource, ...]:
    drawings = folder.folder("diagrams")
    if drawings is None:
        return ()
    names = drawings.files(".svg", ".dot")
    diagrams = []
    for name in names:
        twin = name.removesuffix(".svg") + ".dot" if name.endswith(".svg") else name.removesuffix(".dot") + ".svg"
        if twin not in names:
            drawings.fault(name, f"stands alone; {twin} belongs beside it.")
        if not name.endswith(".svg") or twin not in names:
            continue
        svg, source = drawings.read(name), drawings.read(twin)
        if svg is None or source is None:
            continue
        drawing = read_drawing(svg)
        for message, line in drawing.wrongs:
            drawings.faults.append(Fault(drawings.place(name), "", f"The picture {message}", line))
        if not _PICTURE.match(name) or len(name) > 80:
            drawings.fault(name, "is to be named in small letters, digits and hyphens.")
        diagrams.append(DiagramSource(name, svg, source, drawing.width, drawing.height, drawings.place(name)))
    return tuple(diagrams)
