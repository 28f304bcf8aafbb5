"""Search over services and notes: one function for both databases, never a question, a key or a rationale.

SQLite keeps an FTS5 index beside the rows (triggers of migration 0002 hold them in step), PostgreSQL a GIN index on the
same text. What a learner types is quoted word by word, so no search syntax ever passes through.
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import F, Value
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from services.models import Note, SearchEntry, Service
from services.rendering import RenderedNote

MOST_WORDS = 8
MOST_RESULTS = 30
# Characters that cannot be typed mark the hit inside a snippet until the snippet has been escaped.
START, STOP = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Result:
    """One place in the notes: where it is, and the words around what was found, as safe HTML."""

    title: str
    service: str
    category: str
    address: str
    snippet: SafeString


def words(query: str) -> list[str]:
    """The words of a query as they are looked for: lower case, at most eight."""
    return re.findall(r"\w+", query.lower())[:MOST_WORDS]


def find(query: str) -> list[Result]:
    """The best places for a query, at most thirty; the last word may be the beginning of one."""
    terms = words(query)
    if not terms:
        return []
    rows = _find_sqlite(terms) if connection.vendor == "sqlite" else _find_postgresql(terms)
    entries = SearchEntry.objects.select_related("service__category").in_bulk([pk for pk, _ in rows])
    return [
        Result(
            title=entries[pk].title,
            service=entries[pk].service.short_name,
            category=entries[pk].service.category.slug,
            address=entries[pk].address,
            snippet=_marked(snippet),
        )
        for pk, snippet in rows
        if pk in entries
    ]


def _find_sqlite(terms: list[str]) -> list[tuple[int, str]]:
    match = " ".join([*(f'"{term}"' for term in terms[:-1]), f'"{terms[-1]}"*'])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid, snippet(services_search, 1, %s, %s, '…', 24) FROM services_search "
            "WHERE services_search MATCH %s ORDER BY bm25(services_search, 8.0, 1.0) LIMIT %s",
            [START, STOP, match, MOST_RESULTS],
        )
        return list(cursor.fetchall())


def _find_postgresql(terms: list[str]) -> list[tuple[int, str]]:
    raw = " & ".join([*terms[:-1], f"{terms[-1]}:*"])
    query = SearchQuery(raw, search_type="raw", config="english")
    vector = SearchVector("title", weight="A", config="english") + SearchVector("body", weight="D", config="english")
    rows = (
        SearchEntry.objects.annotate(vector=vector)
        .filter(vector=query)
        .annotate(
            rank=SearchRank(F("vector"), query, normalization=Value(1)),
            snippet=SearchHeadline(
                "body", query, config="english", start_sel=START, stop_sel=STOP, min_words=12, max_words=26
            ),
        )
        .order_by("-rank", "pk")
    )
    return list(rows.values_list("pk", "snippet")[:MOST_RESULTS])


def _marked(snippet: str) -> SafeString:
    return mark_safe(escape(snippet).replace(START, "<mark>").replace(STOP, "</mark>"))


def index_note(note: Note, page: RenderedNote) -> None:
    """Replaces what search knows of a note."""
    SearchEntry.objects.filter(note=note).delete()
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                service=note.service,
                note=note,
                anchor=block.anchor or note.slug,
                title=f"{note.title}: {block.heading}" if block.heading else note.title,
                body=block.text,
            )
            for block in page.search_blocks
        ]
    )


def index_service(service: Service) -> None:
    """Replaces what search knows of a service itself: its names, old names and summary."""
    SearchEntry.objects.filter(service=service, note=None).delete()
    names = [service.name, service.short_name, *service.aliases]
    SearchEntry.objects.create(service=service, title=" · ".join(dict.fromkeys(names)), body=service.summary)
