"""Markdown to safe HTML: once, when a note or a question is saved, never while a page is being served."""

from services.rendering.notes import Heading, Home, Image, Link, RenderedNote, SearchBlock, render_note
from services.rendering.texts import plain_text, render_inline, render_text

__all__ = [
    "Heading",
    "Home",
    "Image",
    "Link",
    "RenderedNote",
    "SearchBlock",
    "plain_text",
    "render_inline",
    "render_note",
    "render_text",
]
