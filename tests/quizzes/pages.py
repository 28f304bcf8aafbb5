"""Reading pages and fragments."""

import re
from html import unescape

from django.contrib.messages import get_messages
from django.test.html import Element, parse_html
from django.urls import reverse

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "item"}
# What is new in every answer: the token of the form, the mark of the moment it was shown.
NEW_EACH_TIME = re.compile(r'(name="(?:shown|csrfmiddlewaretoken)" value)="[^"]*"|("X-CSRFToken": )"[^"]*"')


def tree(response):
    """A page or fragment as a tree, without what is new each time."""
    parsed = parse_html(NEW_EACH_TIME.sub(r'\1\2=""', response.content.decode()))
    if isinstance(parsed, Element) and parsed.name is None:
        return parsed
    root = Element(None, ())
    root.children = [parsed]
    return root


def attributes(element):
    return dict(element.attributes)


def by_id(element, name):
    """The one element with this id."""
    found = [child for child in walk(element) if attributes(child).get("id") == name]
    assert len(found) == 1, f"{len(found)} elements have the id {name}"
    return found[0]


def walk(element):
    """The element and all below it."""
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from walk(child)


def without_signals(fragment):
    """The children of a fragment that stay in place: no title, nothing out of band."""
    return [
        child
        for child in fragment.children
        if isinstance(child, Element) and child.name != "title" and "hx-swap-oob" not in attributes(child)
    ]


def same_as_a_fresh_load(fragment, page):
    """Whether the fragment, once swapped into `#item`, equals what a fresh load shows there."""
    return list(map(str, without_signals(tree(fragment)))) == list(map(str, by_id(tree(page), "item").children))


def live(fragment):
    """What the live region says after a swap."""
    return re.search(r'<div id="live" hx-swap-oob="innerHTML">(.*?)</div>', fragment.content.decode())[1]


def title(response):
    return re.search(r"<title>(.*?)</title>", response.content.decode())[1]


def text(response):
    """The words of a page or fragment, as read."""
    body = response.content.decode()
    body = re.sub(r"<(title|script|style)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def without_request_id(response):
    return re.sub(rb"[0-9a-f]{12}", b"", response.content)


def checked(response):
    """The letters that are ticked."""
    return [
        attributes(element)["value"]
        for element in walk(tree(response))
        if attributes(element).get("name") == "chosen" and "checked" in attributes(element)
    ]


def links(response):
    """Where the keys lead: key → address."""
    return {
        key: attributes(element).get("href")
        for element in walk(tree(response))
        for key in attributes(element).get("data-key", "").split()
    }


def url(name, attempt, *position):
    """The address of a sitting, or of one of its items."""
    return reverse(f"quizzes:{name}", args=[attempt.slug, *position])


def said(response):
    """The messages that wait to be shown."""
    return [str(message) for message in get_messages(response.wsgi_request)]
