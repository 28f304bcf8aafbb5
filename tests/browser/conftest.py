"""A headless Chromium against the real site: any console error or CSP violation fails the test."""

import os
import random
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from quizzes import actions
from quizzes.selection import Wanted
from tests.factories import FactFactory, NoteFactory, QuestionFactory, UserFactory

# The synchronous browser driver runs an event loop in the test's thread, which Django would take for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    """Marks every test of this folder, and lets each see data that the server's thread sees too."""
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = os.environ.get("STUDYHUB_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture
def browser_context_args(browser_context_args):
    # Without motion, so that no colour is looked at on its way to another.
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "locale": "en-GB",
        "timezone_id": "Europe/Zurich",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def watched():
    """Watches pages for console errors and CSP violations; the test fails at its end if there were any."""
    complaints = []

    def watch(page):
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    watch.complaints = complaints
    yield watch
    assert "\n".join(complaints) == ""


@pytest.fixture
def page(page, watched):
    return watched(page)


@pytest.fixture
def sign_in(live_server):
    """Signs a person in by their session cookie, in any browser context."""
    from django.conf import settings
    from django.test import Client

    def into(context, user):
        client = Client()
        client.force_login(user)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        return user

    return into


@pytest.fixture
def axe_clean():
    """Asserts that a page has no accessibility violation in light and in dark, and does not scroll sideways at 320 px."""

    def check(page):
        found = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            # Preloading is axe's own look into style sheets; it works by inline styles and guessed addresses.
            result = Axe().run(page, options={"runOnly": RULES, "preload": False})
            found += [
                (scheme, violation["id"], [node["html"][:160] for node in violation["nodes"]][:3])
                for violation in result.response["violations"]
            ]
        page.emulate_media(color_scheme="light")
        size = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 700})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.set_viewport_size(size)
        assert found == []
        assert overflow <= 0, f"{page.url} scrolls sideways by {overflow} px at 320 px"

    return check


@pytest.fixture
def bank(transactional_db):
    """Six questions to choose one and two to choose two, with all that feedback can show."""
    fact = FactFactory(changed="Older guides say three.", block_html="<p>A replica can <b>lag</b> behind.</p>")
    fact.note = NoteFactory(service=fact.service, title="Read replicas")
    fact.save()
    rows = QuestionFactory.create_batch(6, service=fact.service, fact=fact, published=True, difficulty=1)
    rows += QuestionFactory.create_batch(2, service=fact.service, fact=fact, published=True, multiple=True)
    return rows


@pytest.fixture
def dana(bank, context, sign_in):
    """A learner who is signed in."""
    return sign_in(context, UserFactory(display_name="Dana"))


@pytest.fixture
def begin(dana, page, live_server):
    """Begins a sitting with these questions and goes to its first."""

    def go(rows):
        attempt = actions.start_attempt(
            user=dana,
            kind="practice",
            wanted=Wanted(questions=[row.pk for row in rows], length=len(rows)),
            now=dana.date_joined,
            rng=random.Random(1),
        )
        page.goto(f"{live_server.url}/practise/{attempt.slug}/")
        return attempt

    return go
