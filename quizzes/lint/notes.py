"""House rules for facts and notes."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from services.packs import Fault, Library, NoteSource, ServicePack
from services.rendering import RenderedNote, render_note

LONGEST_TRUST = dt.timedelta(days=120)

_MARK = re.compile(r"\{#\s*([^}\s]*)")
_BROKEN_LINK = re.compile(r"\]\(\s*([^)\s]*)")
_CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
_TAG = re.compile(r"&lt;/?[a-zA-Z!]")


@dataclass(frozen=True, slots=True)
class Page:
    """A note with what the renderer made of it."""

    pack: ServicePack
    source: NoteSource
    rendered: RenderedNote

    def fault(self, message: str, line: int | None = None) -> Fault:
        """Returns what is wrong at a line of the body."""
        in_file = None if line is None else self.source.line + line
        return Fault(self.source.file, self.source.slug, message, in_file)


def pages_of(library: Library) -> tuple[Page, ...]:
    """Returns every note of a library, rendered."""
    return tuple(
        Page(pack, note, render_note(note.body, service=pack.slug, note=note.slug, sizes=pack.sizes))
        for pack in library.packs
        for note in pack.notes
    )


def gives_each_fact_one_home(pack: ServicePack, pages: Collection[Page]) -> Iterator[Fault]:
    """Each fact of a pack ends one paragraph or list item of its notes, and no other key does."""
    facts = {fact.key for fact in pack.facts}
    homes: dict[str, str] = {}
    for page in pages:
        for home in page.rendered.homes:
            if home.key not in facts:
                yield page.fault(f"There is no fact {home.key}.", home.line)
            elif home.key in homes:
                yield page.fault(f"{home.key} has a home in {homes[home.key]} already.", home.line)
            homes.setdefault(home.key, page.source.file)
    for fact in pack.facts:
        if fact.key not in homes:
            yield Fault(fact.file, fact.key, "The fact has no home in a note.", fact.line)


def leads_somewhere(page: Page, library: Library) -> Iterator[Fault]:
    """Each link to a fact or a note leads to one that exists, other links are https addresses."""
    facts = {fact.key for pack in library.packs for fact in pack.facts}
    notes = {f"{pack.slug}/{note.slug}" for pack in library.packs for note in pack.notes}
    for link in page.rendered.links:
        if link.kind == "fact" and link.target not in facts:
            yield page.fault(f"A link leads to {link.target}, and there is no such fact.", link.line)
        elif link.kind == "note" and link.target not in notes:
            yield page.fault(f"A link leads to {link.target}, and there is no such note.", link.line)
        elif link.kind == "web" and not link.target.startswith("https://"):
            yield page.fault(f"A link leads to {link.target}; only https addresses are allowed.", link.line)
    for text in _texts(page):
        for target in _BROKEN_LINK.findall(text):
            yield page.fault(f'"{target}" is no address: write fact:…, note:… or https://….', _line_of(page, target))


def shows_pictures_that_exist(page: Page) -> Iterator[Fault]:
    """Each picture is a diagram of the pack, stands alone in its paragraph and has alt text."""
    for image in page.rendered.images:
        if image.file not in page.pack.sizes:
            yield page.fault(f"There is no picture {image.file} in {page.pack.slug}/diagrams.", image.line)
        if not image.stands_alone:
            yield page.fault(f"The picture {image.file} is to stand alone in its paragraph.", image.line)
        if not image.alt:
            yield page.fault(f"The picture {image.file} has no alt text.", image.line)


def has_headings_in_steps(page: Page) -> Iterator[Fault]:
    """Headings start at ## and go down one level at a time."""
    above = 1
    for heading in page.rendered.headings:
        if heading.level < 2:
            yield page.fault(f'The heading "{heading.text}" is to start with ##.', heading.line)
        elif heading.level > above + 1:
            yield page.fault(f'The heading "{heading.text}" skips a level.', heading.line)
        above = max(heading.level, 2)


def leaves_no_markup_behind(page: Page) -> Iterator[Fault]:
    """No key, callout or HTML shows as text because it stands where it means nothing."""
    homes = {home.key for home in page.rendered.homes}
    for text in _texts(page):
        for key in _MARK.findall(text):
            if key not in homes:
                message = (
                    f"{{#{key}}} is no home: that is the end of a paragraph or list item, with a key of this pack."
                )
                yield page.fault(message, _line_of(page, "{#" + key))
        if ":::" in text:
            yield page.fault(
                "::: is followed by exam, changed or confuse, or closes one of these.", _line_of(page, ":::")
            )
    if _TAG.search(_CODE.sub("", page.rendered.html)):
        yield page.fault("There is HTML in the text; it shows as it is written.")


def serves_known_tasks(page: Page, tasks: Mapping[str, int]) -> Iterator[Fault]:
    """Each task statement in the fields of a note is one of the exam."""
    for task in page.source.tasks:
        if task not in tasks:
            yield page.fault(f"The exam has no task statement {task}.")


def keeps_its_dates(pack: ServicePack, today: dt.date) -> Iterator[Fault]:
    """A fact was checked today at the latest, and wants another look within 120 days of it."""
    for fact in pack.facts:
        if fact.checked_on > today:
            yield Fault(fact.file, fact.key, f"It was checked on {fact.checked_on}, which is yet to come.", fact.line)
        if fact.expires_on - fact.checked_on > LONGEST_TRUST:
            yield Fault(fact.file, fact.key, "It expires more than 120 days after it was checked.", fact.line)


def expired_facts(pack: ServicePack, today: dt.date) -> Iterator[Fault]:
    """Yields the facts that want another look: a warning, because time alone brings it about."""
    for fact in pack.facts:
        if fact.expires_on <= today:
            yield Fault(fact.file, fact.key, f"The fact expired on {fact.expires_on}.", fact.line)


def unused_pictures(pack: ServicePack, pages: Collection[Page]) -> Iterator[Fault]:
    """Yields the pictures that no note shows: a warning."""
    shown = {image.file for page in pages for image in page.rendered.images}
    for diagram in pack.diagrams:
        if diagram.name not in shown:
            yield Fault(diagram.file, "", "No note shows this picture.")


def page_faults(page: Page, library: Library, tasks: Mapping[str, int]) -> Iterator[Fault]:
    """Yields what is wrong with one note by any of the rules."""
    yield from leads_somewhere(page, library)
    yield from shows_pictures_that_exist(page)
    yield from has_headings_in_steps(page)
    yield from leaves_no_markup_behind(page)
    yield from serves_known_tasks(page, tasks)


def _texts(page: Page) -> Iterator[str]:
    for block in page.rendered.search_blocks:
        yield block.text
    for heading in page.rendered.headings:
        yield heading.text


def _line_of(page: Page, words: str) -> int | None:
    """Returns the first line of the body that holds `words`, if one does."""
    lines = page.source.body.split("\n")
    return next((number for number, line in enumerate(lines, 1) if words and words in line), None)
