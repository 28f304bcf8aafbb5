"""Takes the pictures of the README and of the welcome page from a demo team, in a database of its own. `make pictures`.

Needs what the tests need. Every picture is of the real site, served by the production server.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 8770
BASE = f"http://127.0.0.1:{PORT}"
WIDTHS = {390: 844, 1280: 860}
LEARNER = "rahel@demo.invalid"


def prepare() -> tuple[str, dict[str, str]]:
    """Loads content and the demo team; returns a session of one learner and the addresses to take."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from accounts.models import User
    from groups.models import StudyGroup
    from quizzes import actions
    from quizzes.models import Question
    from quizzes.selection import Wanted

    call_command("bootstrap", verbosity=0)
    call_command("demo_data", verbosity=0)
    user = User.objects.get(email=LEARNER)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    team = StudyGroup.objects.get(name__startswith="Team Nimbus")
    # A set that shows one kind after the other: a single missed, then a choice of two.
    keys = [
        Question.objects.published().filter(kind="single", service__slug="rds", fact__note__slug="multi-az").first(),
        Question.objects.published().filter(kind="multiple", service__slug="aurora").first(),
    ]
    now = timezone.now()
    attempt = actions.start_attempt(
        user=user, kind="practice", wanted=Wanted(questions=[key.pk for key in keys if key], length=2), now=now
    )
    first = attempt.items.select_related("version").order_by("rank").first()
    assert first is not None
    wrong = [option["key"] for option in first.version.options if not option["is_key"]]
    actions.answer_item(
        user=user, slug=attempt.slug, position=1, chosen=wrong[: first.version.keys_needed], seconds=40, now=now
    )
    finished = user.attempts.exclude(submitted_at=None).first()
    assert finished is not None
    return client.cookies[settings.SESSION_COOKIE_NAME].value, {
        "today": "/",
        "library": "/library/",
        "service": "/library/rds/#multi-az",
        "practise": "/practise/?services=rds",
        "question": f"/practise/{attempt.slug}/1/",
        "open-question": f"/practise/{attempt.slug}/2/",
        "results": f"/practise/{finished.slug}/results/",
        "board": team.get_absolute_url(),
        "week": f"{team.get_absolute_url()}?board=week",
        "settings": "/settings/",
        "error": "/no-such-page/",
    }


def main() -> None:
    """Serves and photographs."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "STUDYHUB_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "studyhub.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
            "LOG_LEVEL": "ERROR",
        }
        sys.path.insert(0, str(ROOT))
        session, pages = prepare()
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "studyhub.wsgi:application",
            "--port",
            str(PORT),
        ]
        server = subprocess.Popen([*command, "--no-ws", "--log-level", "error"], cwd=ROOT)
        try:
            for _ in range(50):
                try:
                    urllib.request.urlopen(f"{BASE}/healthz")  # noqa: S310
                    break
                except OSError:
                    time.sleep(0.2)
            photograph(session, pages)
        finally:
            server.terminate()
            server.wait(15)


def photograph(session: str, pages: dict[str, str]) -> None:
    """Writes docs/img/<page>-<width>-<scheme>.png, and the three pictures of the welcome page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = os.environ.get("STUDYHUB_CHROMIUM") or shutil.which("chromium")
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
                page = context.new_page()
                page.goto(BASE)
                page.screenshot(path=ROOT / f"docs/img/welcome-{width}-{scheme}.png")
                context.add_cookies([{"name": "session", "value": session, "url": BASE}])
                for name, path in pages.items():
                    page.goto(BASE + path)
                    page.screenshot(path=ROOT / f"docs/img/{name}-{width}-{scheme}.png")
        context = browser.new_context(viewport={"width": 520, "height": 600}, device_scale_factor=1.5)
        context.add_cookies([{"name": "session", "value": session, "url": BASE}])
        page = context.new_page()
        for name, path in {"note": pages["service"], "question": pages["question"], "board": pages["board"]}.items():
            page.goto(BASE + path)
            page.screenshot(path=ROOT / f"static/img/welcome-{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
