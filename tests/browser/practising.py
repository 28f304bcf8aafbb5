"""What a sitting in the browser shows, and how its keys are pressed."""

import re

from quizzes.models import Attempt
from tests.quizzes.answers import item_at


def here(page):
    """The item that the page shows."""
    slug, position = re.search(r"/practise/([^/]+)/(\d+)/", page.url).groups()
    return item_at(Attempt.objects.get(slug=slug), int(position))


def focused(page):
    return page.evaluate("document.activeElement.innerText || document.activeElement.value")


def heard(page):
    return page.locator("#live").inner_text()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def digits(letters):
    return [str("ABCDEF".index(letter) + 1) for letter in letters]


def wait_for_focus(page, words):
    page.wait_for_function("words => document.activeElement.innerText.startsWith(words)", arg=words)
