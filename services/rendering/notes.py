"""Rendering of a note: its page, the block that states each fact, and what search and the checks need."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final, cast

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from services.rendering.markdown import KEY, note_parser, printable, words_of
from services.rendering.sanitising import MARK_LABEL, safe_note

Size = tuple[int, int]

_PARSER: Final = note_parser()
_RENDERER: Final = cast(RendererHTML, _PARSER.renderer)
_FACT: Final = re.compile(rf"fact:((?P<service>{KEY})-[a-z0-9]+)\Z")
_NOTE: Final = re.compile(rf"note:(?P<service>{KEY})/(?P<note>{KEY})\Z")
_WEB: Final = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_PICTURE: Final = re.compile(r"[a-z0-9-]+\.svg\Z")
_ALIGNMENTS: Final = {f"text-align:{side}": f"align-{side}" for side in ("left", "center", "right")}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a note; `level` is the number of # it was written with."""

    id: str
    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a note; one that `stands_alone` in its paragraph is a figure, others become their alt text."""

    file: str
    alt: str
    caption: str
    stands_alone: bool
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a note: `kind` is fact, note or web, `target` the fact's key, service/note or address."""

    kind: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Home:
    """A place that claims to be the home of a fact, at a line of the body."""

    key: str
    line: int


@dataclass(frozen=True, slots=True)
class SearchBlock:
    """What search finds: the text of a section or of one fact, with the heading above it ('' before any)."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """A note as pages show it, and what it is made of; lines count from 1 in the body."""

    html: str
    blocks: Mapping[str, str]
    headings: tuple[Heading, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    homes: tuple[Home, ...]
    search_blocks: tuple[SearchBlock, ...]


def render_note(body: str, *, service: str, note: str, sizes: Mapping[str, Size] | None = None) -> RenderedNote:
    """Returns the note with safe HTML, whatever `body` is; never raises.

    `service` and `note` are slugs, `sizes` the width and height of each picture in px by its file's name. The ids
    in the HTML are the keys of this service's facts that the note is home to, and `<note>--<slug of the heading>`.
    A note's `##` becomes an `<h3>`, because its title is an `<h2>` of the service's page.
    """
    return _Reader(service, note, sizes or {}).read(printable(body))


@dataclass(frozen=True, slots=True)
class _Passage:
    """A run of text between the tokens of its element; `item` is the list item around it, if any."""

    opening: Token
    inline: Token
    closing: Token
    item: Token | None

    @property
    def line(self) -> int:
        return self.inline.map[0] + 1 if self.inline.map else 1

    def give_id(self, key: str) -> None:
        """Makes this passage the one that links to `key` lead to."""
        if not self.opening.hidden or self.item is None:
            self.opening.attrSet("id", key)
        elif self.item.attrGet("id") is None:
            # A tight list writes no <p>, so its item is the block.
            self.item.attrSet("id", key)
        else:
            self.opening.hidden = self.closing.hidden = False
            self.opening.attrSet("id", key)


@dataclass
class _Reader:
    """Goes through the tokens of one note once, in order, and changes and collects as it goes."""

    service: str
    note: str
    sizes: Mapping[str, Size]
    env: dict[str, Any] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    blocks: dict[str, str] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    twins: Counter[str] = field(default_factory=Counter)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    # Anchor → heading and texts; a dict keeps the order of the note.
    pieces: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def read(self, body: str) -> RenderedNote:
        self.env["service"] = self.service
        self.pieces[self.note] = ("", [])
        tokens = _PARSER.parse(body, self.env)
        items: list[Token] = []
        for index, token in enumerate(tokens):
            match token.type:
                case "list_item_open":
                    items.append(token)
                case "list_item_close":
                    items.pop()
                case "table_open":
                    token.meta["label"] = f"Table: {self.heading}" if self.heading else "Table"
                case "th_open" | "td_open":
                    self.align(token)
                case "fence" | "code_block":
                    self.section.append(token.content)
                case "inline":
                    item = items[-1] if items else None
                    self.read_passage(_Passage(tokens[index - 1], token, tokens[index + 1], item))
        html = _RENDERER.render(tokens, _PARSER.options, self.env)
        return RenderedNote(
            html=safe_note(html, self.ids),
            blocks=self.blocks,
            headings=tuple(self.headings),
            images=tuple(self.images),
            links=tuple(self.links),
            homes=tuple(self.homes),
            search_blocks=tuple(self.search_blocks()),
        )

    @property
    def heading(self) -> str:
        return self.headings[-1].text if self.headings else ""

    @property
    def section(self) -> list[str]:
        return self.pieces[self.headings[-1].id if self.headings else self.note][1]

    def read_passage(self, passage: "_Passage") -> None:
        """Reads a paragraph, a heading, a list item's text or a cell."""
        first, *others = passage.inline.children or [Token("text", "", 0)]
        is_picture = first.type == "image" and not others and passage.opening.type == "paragraph_open"
        if is_picture and _PICTURE.match(str(first.attrGet("src"))):
            # The three tokens of the paragraph become one.
            passage.inline.type, passage.inline.content = "html_block", self.figure(first, passage.line)
            passage.opening.hidden = passage.closing.hidden = True
            return
        words = words_of(passage.inline.children)
        passage.inline.children = list(self.resolved(passage.inline.children or [], passage.line))
        if passage.opening.type == "heading_open":
            self.read_heading(passage, words)
        elif "home" in passage.opening.meta:
            self.read_home(passage, passage.opening.meta["home"], words)
        else:
            self.section.append(words)

    def read_heading(self, passage: "_Passage", words: str) -> None:
        level = int(passage.opening.tag[1])
        passage.opening.tag = passage.closing.tag = f"h{min(max(level + 1, 3), 6)}"
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60] or "section"
        anchor = f"{self.note}--{slug}"
        while anchor in self.ids:
            self.twins[slug] += 1
            anchor = f"{self.note}--{slug}-{self.twins[slug] + 1}"
        passage.opening.attrSet("id", anchor)
        self.ids.add(anchor)
        self.headings.append(Heading(anchor, level, words, passage.line))
        self.pieces[anchor] = (words, [])

    def read_home(self, passage: "_Passage", key: str, words: str) -> None:
        self.homes.append(Home(key, passage.line))
        if key in self.ids:
            self.section.append(words)
            return
        passage.give_id(key)
        self.ids.add(key)
        self.pieces[key] = (self.heading, [words])
        children = passage.inline.children or []
        self.blocks[key] = safe_note(_RENDERER.renderInline(children, _PARSER.options, self.env)).strip()
        href = escape(f"/library/{self.service}/facts/{key}/")
        mark = f' <a class="fact-mark" href="{href}" aria-label="{MARK_LABEL}">§</a>'
        passage.inline.children = [*children, Token("html_inline", "", 0, content=mark)]

    def resolved(self, children: list[Token], line: int) -> Iterator[Token]:
        """Yields inline tokens with links that lead somewhere; other links and pictures become their words."""
        is_open = True
        for token in children:
            if token.type == "image":
                self.note_image(token, line, stands_alone=False)
                yield Token("text", "", 0, content=words_of(token.children))
            elif token.type == "link_open":
                is_open = self.resolve(token, line)
                if is_open:
                    yield token
            elif token.type != "link_close" or is_open:
                yield token

    def resolve(self, link: Token, line: int) -> bool:
        """Gives a link its address in the site and tells whether it has one."""
        target = str(link.attrGet("href") or "")
        link.attrs.pop("title", None)
        if fact := _FACT.match(target):
            self.links.append(Link("fact", fact[1], line))
            link.attrSet("href", f"/library/{fact['service']}/#{fact[1]}")
        elif note := _NOTE.match(target):
            self.links.append(Link("note", f"{note['service']}/{note['note']}", line))
            link.attrSet("href", f"/library/{note['service']}/#{note['note']}")
        elif _WEB.match(target):
            self.links.append(Link("web", target, line))
            link.attrSet("rel", "noopener nofollow")
        else:
            return False
        return True

    def figure(self, token: Token, line: int) -> str:
        """Returns the figure of a picture that stands alone."""
        image = self.note_image(token, line, stands_alone=True)
        src = f"/library/{self.service}/diagrams/{image.file}"
        size = ""
        if image.file in self.sizes:
            width, height = self.sizes[image.file]
            size = f' width="{width}" height="{height}"'
        caption = f"<figcaption>{escape(image.caption)}</figcaption>\n" if image.caption else ""
        picture = f'<img src="{escape(src)}" alt="{escape(image.alt)}" loading="lazy"{size}>'
        self.section.append(f"{image.alt} {image.caption}")
        return f'<figure class="diagram">\n{picture}\n{caption}</figure>\n'

    def note_image(self, token: Token, line: int, *, stands_alone: bool) -> Image:
        image = Image(
            file=str(token.attrGet("src") or ""),
            alt=words_of(token.children),
            caption=str(token.attrGet("title") or ""),
            stands_alone=stands_alone,
            line=line,
        )
        self.images.append(image)
        return image

    @staticmethod
    def align(cell: Token) -> None:
        """Turns the style of a table's cell, which our Content-Security-Policy refuses, into a class."""
        style = str(cell.attrs.pop("style", ""))
        if style in _ALIGNMENTS:
            cell.attrSet("class", _ALIGNMENTS[style])

    def search_blocks(self) -> Iterator[SearchBlock]:
        for anchor, (heading, texts) in self.pieces.items():
            text = " ".join(" ".join(texts).split())
            if text:
                yield SearchBlock(anchor, heading, text)
