"""The study material in the database: writing what the files say, and reading it back as the files would say it.

A row keeps the digest of what was last loaded into it. While its content still has that digest, the files may change it;
once an editor has changed it, the row is the editor's until `dump_content` has brought the change into the files.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.db.models import Model, ProtectedError
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from services.actions import rendered, save_note, save_service
from services.models import Category, Diagram, Fact, Note, Service
from services.packs import CategorySource, DiagramSource, FactSource, Library, NoteSource, ServicePack
from services.packs.drawings import read_drawing
from services.packs.rows import tidy

REASON = "Loaded from the content files"
Verdict = Literal["same", "update", "keep"]
Row = TypeVar("Row", bound=Any)
Source = TypeVar("Source")
FACT_FIELDS = ("statement", "changed", "exam_angle", "sources", "checked_on", "expires_on", "confidence")


@dataclass
class Report:
    """What a load has done, each row as words such as "fact rds-033"."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def wrote(self, row: Model, *, is_new: bool) -> None:
        (self.created if is_new else self.updated).append(named(row))


def digest(source: Any) -> str:
    """Returns the SHA-256 of what a source says, in hex; where it says it does not count."""
    content = {part.name: getattr(source, part.name) for part in fields(source) if part.compare}
    text = json.dumps(content, default=lambda value: asdict(value) if is_dataclass(value) else str(value))  # type: ignore[arg-type]
    return hashlib.sha256(text.encode()).hexdigest()


def verdict(*, present: str, loaded: str, wanted: str) -> Verdict:
    """Returns what to do with a row, by the digests of what it holds, of what was loaded into it, and of its file."""
    if present == wanted:
        return "same"
    return "update" if present == loaded else "keep"


def to_write(
    rows: Mapping[str, Row], sources: Iterable[Source], key: str, as_source: Callable[[Row], Any], report: Report
) -> Iterator[tuple[Source, Row | None, str]]:
    """Yields what a load has to write: a source, its row or None if there is none yet, and the source's digest.

    `rows` has the rows by the field `key` of their sources. Rows that say the same already are passed over, and rows that
    an editor has changed are listed as kept.
    """
    for source in sources:
        row, wanted = rows.get(getattr(source, key)), digest(source)
        if row is None:
            yield source, None, wanted
            continue
        match verdict(present=digest(as_source(row)), loaded=row.loaded_digest, wanted=wanted):
            case "same" if row.loaded_digest != wanted:
                # An editor wrote the same, or a dump carried the editor's words into the file.
                type(row).objects.filter(pk=row.pk).update(loaded_digest=wanted)
            case "update":
                yield source, row, wanted
            case "keep":
                report.kept.append(named(row))


def not_loaded(
    rows: Mapping[str, Any], sources: Iterable[Any], key: str, as_source: Callable[[Any], Any]
) -> Iterator[str]:
    """Yields the keys of sources that say something which is neither in their row nor was ever loaded into it."""
    for source in sources:
        row = rows.get(getattr(source, key))
        if row is None or digest(source) not in {row.loaded_digest, digest(as_source(row))}:
            yield getattr(source, key)


def give_reason(row: Any) -> None:
    """Says in the history of a row that is about to be saved why it changed."""
    row._change_reason = REASON


def write_library(library: Library, report: Report, progress: Callable[[str], object]) -> None:
    """Writes categories, services, facts, pictures and notes; call it inside a transaction."""
    for category in library.categories:
        Category.objects.update_or_create(
            slug=category.slug,
            defaults={"name": category.name, "short_name": category.short_name, "order": category.order},
        )
    for pack in library.packs:
        progress(f"{pack.slug}: {len(pack.facts)} facts, {len(pack.notes)} notes, {len(pack.diagrams)} pictures")
        service = _write_service(pack, report)
        _write_facts(service, pack.facts, report)
        _write_diagrams(service, pack.diagrams, report)
        # Before the notes are written, so that a fact may move from one that goes to one that comes.
        _remove(service.notes.exclude(slug__in=[note.slug for note in pack.notes]), note_source, report)
        _remove(service.diagrams.exclude(name__in=[diagram.name for diagram in pack.diagrams]), diagram_source, report)
        _write_notes(service, pack.notes, report)
        _refresh_notes(service)


def remove_facts(library: Library, report: Report) -> None:
    """Deletes facts that are gone from the files; call it last, when the questions have let go of them."""
    for pack in library.packs:
        gone = Fact.objects.filter(service__slug=pack.slug).exclude(key__in=[fact.key for fact in pack.facts])
        _remove(gone, fact_source, report)
    for service in Service.objects.exclude(slug__in=[pack.slug for pack in library.packs]):
        report.kept.append(f"{named(service)}, which has no folder any more")


def library_in_database() -> Library:
    """Returns what the database holds, as its files would say it."""
    categories = tuple(
        CategorySource(category.slug, category.name, category.short_name, category.order)
        for category in Category.objects.all()
    )
    services = Service.objects.select_related("category").prefetch_related("facts", "notes", "diagrams")
    packs = (
        replace(
            service_source(service),
            facts=tuple(map(fact_source, service.facts.all())),
            notes=tuple(sorted(map(note_source, service.notes.all()), key=lambda note: note.slug)),
            diagrams=tuple(map(diagram_source, service.diagrams.all())),
        )
        for service in services
    )
    return Library(categories, tuple(sorted(packs, key=lambda pack: pack.slug)))


def library_not_loaded(library: Library) -> Iterator[str]:
    """Yields what a dump would lose: the words for each part of the files that the database has never seen."""
    services = Service.objects.select_related("category").prefetch_related("facts", "notes", "diagrams")
    rows = {service.slug: service for service in services}
    for pack in library.packs:
        row = rows.get(pack.slug)
        yield from (f"service {slug}" for slug in not_loaded(rows, [_bare(pack)], "slug", service_source))
        facts = {fact.key: fact for fact in row.facts.all()} if row else {}
        yield from (f"fact {key}" for key in not_loaded(facts, pack.facts, "key", fact_source))
        notes = {note.slug: note for note in row.notes.all()} if row else {}
        yield from (f"note {pack.slug}/{slug}" for slug in not_loaded(notes, pack.notes, "slug", note_source))
        diagrams = {diagram.name: diagram for diagram in row.diagrams.all()} if row else {}
        names = not_loaded(diagrams, pack.diagrams, "name", diagram_source)
        yield from (f"diagram {pack.slug}/{name}" for name in names)


def service_source(service: Service) -> ServicePack:
    """Returns what the row of a service says, as service.yaml would."""
    return ServicePack(
        slug=service.slug,
        name=tidy(service.name),
        short_name=tidy(service.short_name),
        category=service.category.slug,
        order=service.order,
        summary=tidy(service.summary),
        aliases=tuple(map(tidy, service.aliases)),
    )


def fact_source(fact: Fact) -> FactSource:
    """Returns what the row of a fact says, as facts.yaml would."""
    return FactSource(
        key=fact.key,
        statement=tidy(fact.statement),
        changed=tidy(fact.changed),
        exam_angle=tidy(fact.exam_angle),
        sources=tuple(map(tidy, fact.sources)),
        checked_on=fact.checked_on,
        expires_on=fact.expires_on,
        confidence=fact.confidence,
    )


def note_source(note: Note) -> NoteSource:
    """Returns what the row of a note says, as its file would."""
    body = note.body.replace("\r\n", "\n").strip()
    return NoteSource(
        note.slug, tidy(note.title), note.order, tuple(map(str, note.tasks)), tidy(note.summary), f"{body}\n"
    )


def diagram_source(diagram: Diagram) -> DiagramSource:
    """Returns what the row of a picture says, as its two files would."""
    drawing = read_drawing(diagram.svg)
    return DiagramSource(diagram.name, diagram.svg, diagram.source, drawing.width, drawing.height)


def named(row: Model) -> str:
    """Returns the words that a report has for a row."""
    key = getattr(row, "key", "") or getattr(row, "slug", "") or getattr(row, "name", "")
    service = getattr(row, "service", None) if not hasattr(row, "key") else None
    return f"{row._meta.verbose_name} {f'{service.slug}/' if service else ''}{key}"


def _bare(pack: ServicePack) -> ServicePack:
    return replace(pack, facts=(), notes=(), diagrams=())


def _write_service(pack: ServicePack, report: Report) -> Service:
    rows = {service.slug: service for service in Service.objects.select_related("category").filter(slug=pack.slug)}
    service = rows.get(pack.slug) or Service(slug=pack.slug)
    for _, row, wanted in to_write(rows, [_bare(pack)], "slug", service_source, report):
        service.name, service.short_name, service.summary = pack.name, pack.short_name, pack.summary
        service.order, service.aliases, service.loaded_digest = pack.order, list(pack.aliases), wanted
        service.category = Category.objects.get(slug=pack.category)
        give_reason(service)
        save_service(service)
        report.wrote(service, is_new=row is None)
    return service


def _write_facts(service: Service, sources: Iterable[FactSource], report: Report) -> None:
    rows = {fact.key: fact for fact in service.facts.all()}
    new: list[Fact] = []
    changed: list[Fact] = []
    for source, row, wanted in to_write(rows, sources, "key", fact_source, report):
        fact = row or Fact(key=source.key, service=service)
        for name in FACT_FIELDS:
            setattr(fact, name, getattr(source, name))
        fact.sources, fact.loaded_digest = list(source.sources), wanted
        (changed if row else new).append(fact)
        report.wrote(fact, is_new=row is None)
    if new:
        bulk_create_with_history(new, Fact, default_change_reason=REASON)
    if changed:
        bulk_update_with_history(changed, Fact, [*FACT_FIELDS, "loaded_digest"], default_change_reason=REASON)


def _write_diagrams(service: Service, sources: Iterable[DiagramSource], report: Report) -> None:
    rows = {diagram.name: diagram for diagram in service.diagrams.all()}
    for source, row, wanted in to_write(rows, sources, "name", diagram_source, report):
        diagram = row or Diagram(service=service, name=source.name)
        diagram.svg, diagram.source, diagram.loaded_digest = source.svg, source.source, wanted
        diagram.save()
        report.wrote(diagram, is_new=row is None)


def _write_notes(service: Service, sources: Iterable[NoteSource], report: Report) -> None:
    rows = {note.slug: note for note in service.notes.all()}
    for source, row, wanted in to_write(rows, sources, "slug", note_source, report):
        note = row or Note(service=service, slug=source.slug)
        note.title, note.order, note.summary = source.title, source.order, source.summary
        note.tasks, note.body, note.loaded_digest = list(source.tasks), source.body, wanted
        give_reason(note)
        save_note(note)
        report.wrote(note, is_new=row is None)


def _refresh_notes(service: Service) -> None:
    """Renders the notes again whose facts or pictures, or whose renderer, are not what they were."""
    facts = {fact.key: fact for fact in service.facts.all()}
    for note in service.notes.all():
        page = rendered(note)
        homes = {key: fact.block_html for key, fact in facts.items() if fact.note_id == note.pk}
        # A fact that another note is home to stays there.
        blocks = {key: block for key, block in page.blocks.items() if key in homes or _is_homeless(facts.get(key))}
        if page.html != note.html or blocks != homes:
            # Nobody has written anything, so the history has nothing to say.
            note.skip_history_when_saving = True  # type: ignore[attr-defined]
            save_note(note)
    service.facts.filter(note=None).exclude(block_html="").update(block_html="")


def _is_homeless(fact: Fact | None) -> bool:
    return fact is not None and fact.note_id is None


def _remove(rows: Iterable[Any], as_source: Callable[[Any], Any], report: Report) -> None:
    for row in rows:
        name = named(row)
        if digest(as_source(row)) != row.loaded_digest:
            report.kept.append(f"{name}, which no file has")
            continue
        try:
            with transaction.atomic():
                row.delete()
            report.removed.append(name)
        except ProtectedError:
            report.kept.append(f"{name}, which no file has but questions cite")
