"""Pictures: what may be in an SVG that the site serves."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.packs.drawings import read_drawing

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">{0}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        '<g class="x" transform="scale(1 1)"><path fill="url(#p)" d="M0,0"/></g>',
        '<defs><linearGradient id="p"/></defs><use href="#p"/>',
        "<style>@media (prefers-color-scheme: dark) { text { fill: var(--x) } }</style><text>url(x)</text>",
        "<!-- a comment -->",
    ],
)
def test_drawing_that_is_sound_has_its_size(inside):
    drawing = read_drawing(SVG.format(inside))

    assert (drawing.width, drawing.height, drawing.wrongs) == (10, 20, ())


@pytest.mark.parametrize(
    ("svg", "wrong"),
    [
        (SVG.format("<script>alert(1)</script>"), "has the element <script>, which pictures may not have."),
        (SVG.format("<foreignObject/>"), "has the element <foreignObject>, which pictures may not have."),
        (SVG.format("<image href='#a'/>"), "has the element <image>, which pictures may not have."),
        (SVG.format("<animate/>"), "has the element <animate>, which pictures may not have."),
        (SVG.format("<x:script xmlns:x='http://www.w3.org/2000/svg'/>"), "has the element <x:script>, which pictures may not have."),
        (SVG.format("<g onclick='x'/>"), 'has the attribute "onclick", which could run a script.'),
        (SVG.format("<g OnLoad='x'/>"), 'has the attribute "OnLoad", which could run a script.'),
        (SVG.format("<use href='https://a.example/#b'/>"), 'has a link to elsewhere in "href".'),
        (SVG.format("<use xmlns:l='http://www.w3.org/1999/xlink' l:href='a.svg#b'/>"), 'has a link to elsewhere in "l:href".'),
        (SVG.format("<g fill='url(https://a.example)'/>"), 'fetches something from elsewhere in "fill".'),
        (SVG.format("<g style='background:URL( \"//a\")'/>"), 'fetches something from elsewhere in "style".'),
        (SVG.format("<style>@import 'x'</style>"), "has a style that fetches something from elsewhere."),
        (SVG.format("<style>g { fill: \\75rl(x) }</style>"), "has a style that fetches something from elsewhere."),
        (SVG.format("<style>" + " " * 8_190 + "@import 'x'</style>"), "has a style that fetches something from elsewhere."),
        ("<!DOCTYPE svg>" + SVG.format(""), "has a DOCTYPE; leave it out."),
        ('<?xml-stylesheet href="x"?>' + SVG.format(""), "has a processing instruction, <?xml-stylesheet; leave it out."),
        ("<svg>", "is not XML: no element found."),
        ("", "is not XML: no element found."),
        (SVG.format("&x;"), "is not XML: undefined entity."),
        ('<svg viewBox="0 0 1 1"/>', 'is to start with <svg xmlns="http://www.w3.org/2000/svg">.'),
        ('<html xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', 'is to start with <svg xmlns="http://www.w3.org/2000/svg">.'),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', 'is to have a "viewBox" with a width and a height of 1 to 4000.'),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1.2.3 9"/>', 'is to have a "viewBox" with a width and a height of 1 to 4000.'),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 9000"/>', 'is to have a "viewBox" with a width and a height of 1 to 4000.'),
    ],
)  # fmt: skip
def test_drawing_that_could_do_harm_is_named(svg, wrong):
    assert wrong in [message for message, _ in read_drawing(svg).wrongs]


def test_drawing_with_a_bomb_of_entities_is_refused_at_once():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    start = time.perf_counter()

    drawing = read_drawing(f"<!DOCTYPE svg [{entities}]>" + SVG.format("&e11;"))

    assert ("has a DOCTYPE; leave it out.", 1) in drawing.wrongs
    assert time.perf_counter() - start < 1


@given(st.text())
def test_drawing_never_raises(text):
    read_drawing(text)
    read_drawing(SVG.format(text))
