"""SVG pictures: what may be in one that this site serves under its own name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

MAX_SIDE = 4000

_NAMESPACE = "http://www.w3.org/2000/svg"
_SHAPES = {"path", "polygon", "polyline", "line", "rect", "circle", "ellipse"}
_PAINTS = {"linearGradient", "radialGradient", "stop", "marker", "clipPath"}
_ELEMENTS = {"svg", "g", "defs", "title", "desc", "text", "tspan", "style", "use", "symbol"} | _SHAPES | _PAINTS
# What could fetch something: a url() outside the picture, an import, an escape that spells one of these.
_FETCHES = re.compile(r"url\(\s*['\"]?(?!#)|@import|\\|image-set|expression", re.IGNORECASE)
_VIEW_BOX = re.compile(r"\s*-?[\d.]+[\s,]+-?[\d.]+[\s,]+(?P<width>[\d.]+)[\s,]+(?P<height>[\d.]+)\s*")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What we know of an SVG text: its size in px (0 if it has none), and what is wrong at which line."""

    width: int
    height: int
    wrongs: tuple[tuple[str, int], ...]


def read_drawing(svg: str) -> Drawing:
    """Returns the size of a picture and all that makes it unfit to be served; never raises."""
    reader = _Reader()
    try:
        reader.parser.Parse(svg.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        reader.wrong(f"is not XML: {expat.errors.messages[error.code]}.")
    if not reader.wrongs and not (reader.width and reader.height):
        reader.wrong(f'is to have a "viewBox" with a width and a height of 1 to {MAX_SIDE}.')
    return Drawing(reader.width, reader.height, tuple(reader.wrongs))


class _Reader:
    """Collects, element by element, what is wrong with a picture."""

    def __init__(self) -> None:
        # The declared encoding is overruled, so that what is checked is what is served.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words
        self.parser.ProcessingInstructionHandler = self.instruction
        self.wrongs: list[tuple[str, int]] = []
        self.path: list[str] = []
        self.style: list[str] = []
        self.width = self.height = 0

    def wrong(self, message: str) -> None:
        self.wrongs.append((message, self.parser.CurrentLineNumber))

    def doctype(self, *_: object) -> None:
        self.wrong("has a DOCTYPE; leave it out.")

    def instruction(self, target: str, _data: str) -> None:
        self.wrong(f"has a processing instruction, <?{target}; leave it out.")

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if not self.path:
            if element != "svg" or attributes.get("xmlns") != _NAMESPACE:
                self.wrong(f'is to start with <svg xmlns="{_NAMESPACE}">.')
            self.measure(attributes.get("viewBox", ""))
        if element not in _ELEMENTS:
            self.wrong(f"has the element <{element}>, which pictures may not have.")
        self.path.append(element)
        for problem in _wrong_attributes(attributes):
            self.wrong(problem)

    def end(self, element: str) -> None:
        self.path.pop()
        if element == "style":
            # Only now, because the parser hands long texts over in pieces.
            if _FETCHES.search("".join(self.style)):
                self.wrong("has a style that fetches something from elsewhere.")
            self.style.clear()

    def words(self, text: str) -> None:
        if "style" in self.path:
            self.style.append(text)

    def measure(self, view_box: str) -> None:
        if box := _VIEW_BOX.fullmatch(view_box):
            try:
                width, height = float(box["width"]), float(box["height"])
            except ValueError:
                return
            if 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE:
                self.width, self.height = max(1, round(width)), max(1, round(height))


def _wrong_attributes(attributes: dict[str, str]) -> Iterator[str]:
    for attribute, value in attributes.items():
        name = attribute.rpartition(":")[2].lower()
        if name.startswith("on"):
            yield f'has the attribute "{attribute}", which could run a script.'
        elif name in {"href", "src"} and not value.strip().startswith("#"):
            yield f'has a link to elsewhere in "{attribute}".'
        elif not attribute.startswith("xmlns") and _FETCHES.search(value):
            yield f'fetches something from elsewhere in "{attribute}".'
