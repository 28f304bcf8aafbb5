"""Saving what is studied: a note is rendered once, when it is written, together with all that is read from it."""

import re

from django.db import transaction
from django.utils import timezone

from services import search
from services.models import Fact, Note, Service
from services.rendering import RenderedNote, render_note

_SIZE = re.compile(r"<svg[^>]*?\bwidth=\"(\d+)(?:px)?\"[^>]*?\bheight=\"(\d+)(?:px)?\"", re.DOTALL)


def picture_sizes(service: Service) -> dict[str, tuple[int, int]]:
    """Width and height in px of each picture of a service, by its file's name."""
    sizes = {}
    for name, svg in service.diagrams.values_list("name", "svg"):
        if found := _SIZE.search(svg):
            sizes[name] = (int(found[1]), int(found[2]))
    return sizes


def rendered(note: Note) -> RenderedNote:
    """The note as its page will show it."""
    return render_note(note.body, service=note.service.slug, note=note.slug, sizes=picture_sizes(note.service))


@transaction.atomic
def save_note(note: Note) -> RenderedNote:
    """Saves a note with its HTML, makes it the home of the facts it states, and brings the search index up to date."""
    page = rendered(note)
    note.html = page.html
    note.updated_at = timezone.now()
    note.save()
    note.facts.exclude(key__in=page.blocks).update(note=None, block_html="")
    facts = list(Fact.objects.filter(service=note.service, key__in=page.blocks))
    for fact in facts:
        fact.note = note
        fact.block_html = page.blocks[fact.key]
    Fact.objects.bulk_update(facts, ["note", "block_html"])
    search.index_note(note, page)
    return page


@transaction.atomic
def save_service(service: Service) -> Service:
    """Saves a service and lets search find it by its former names and abbreviations."""
    service.save()
    search.index_service(service)
    return service
