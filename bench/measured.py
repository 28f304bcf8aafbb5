"""Prepares a database to measure on; imported only after the environment names it."""

from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from bench.seed import seed
from quizzes.models import AttemptItem


def prepare(*, members: int, answers_each: int) -> dict[str, Any]:
    """Migrates, loads the content, seeds; returns the addresses and sessions that the clients need."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_content", verbosity=0)
    group, users = seed(members=members, answers_each=answers_each)
    sessions, items = [], []
    for user in users:
        store = SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        sessions.append(store.session_key)
        # Questions with one key, so that an answer is one field; half of them get a wrong one, as learners do.
        open_items = AttemptItem.objects.filter(user=user, graded_at=None, version__kind="single")
        rows = open_items.select_related("attempt", "version").order_by("rank")
        items.append([(item.get_absolute_url(), "AB"[item.position % 2]) for item in rows])
    version = AttemptItem.objects.filter(version__kind="single").values_list("version_id", flat=True).first()
    return {"sessions": sessions, "items": items, "board": group.get_absolute_url(), "version": version}
