"""The cast: alice owns the group, bob is a member, charlie an outsider, erin an editor, ada an administrator."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from services.actions import save_note
from studyhub.roles import make_editor
from tests.factories import (
    BlueprintFactory,
    FactFactory,
    MembershipFactory,
    NoteFactory,
    ServiceFactory,
    StudyGroupFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def _empty_cache():
    """No test meets another's rate limits."""
    cache.clear()


@pytest.fixture
def alice(db):
    return UserFactory(email="alice@example.com", display_name="Alice")


@pytest.fixture
def bob(db):
    return UserFactory(email="bob@example.com", display_name="Bob")


@pytest.fixture
def charlie(db):
    return UserFactory(email="charlie@example.com", display_name="Charlie")


@pytest.fixture
def erin(db):
    return make_editor(UserFactory(email="erin@example.com", display_name="Erin"))


@pytest.fixture
def ada(db):
    return UserFactory(email="ada@example.com", display_name="Ada", is_staff=True, is_superuser=True)


@pytest.fixture
def group(alice, bob):
    """Team Nimbus: alice owns it, bob is a member."""
    group = StudyGroupFactory(name="Team Nimbus")
    MembershipFactory(group=group, user=alice, role="owner")
    MembershipFactory(group=group, user=bob)
    return group


@pytest.fixture
def exam(db):
    """The exam, with its task statements."""
    return BlueprintFactory()


@pytest.fixture
def rds(db):
    """The service RDS."""
    return ServiceFactory(slug="rds", short_name="RDS")


@pytest.fixture
def replicas(rds):
    """A note that is home to the fact rds-001."""
    FactFactory(service=rds, key="rds-001")
    note = NoteFactory(service=rds, slug="replicas", title="Replicas", body="Copies lag behind. {#rds-001}\n")
    save_note(note)
    return note


def signed_in(user):
    """A browser in which `user` has signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def visitor():
    """A browser in which nobody has signed in."""
    return Client()


@pytest.fixture
def alice_client(alice):
    return signed_in(alice)


@pytest.fixture
def bob_client(bob):
    return signed_in(bob)


@pytest.fixture
def charlie_client(charlie):
    return signed_in(charlie)


@pytest.fixture
def erin_client(erin):
    return signed_in(erin)


@pytest.fixture
def ada_client(ada):
    return signed_in(ada)


@pytest.fixture
def at_once(tmp_path, transactional_db):
    """Runs functions at once, each on a connection of its own, on what the test stored before; returns their results.

    The in-memory database of the tests knows no two writers; its copy in a file has the locks of the real one.
    """
    settings = connections.settings["default"]
    name, path = settings["NAME"], str(tmp_path / "race.sqlite3")

    def run(*functions):
        if connection.vendor == "sqlite" and settings["NAME"] == name:
            copy = connection.Database.connect(path)
            connection.connection.backup(copy)
            # Before anybody reads: changing the mode takes the whole file, without waiting for others.
            copy.execute("PRAGMA journal_mode=WAL")
            copy.close()
            settings["NAME"] = path
        start = threading.Barrier(len(functions))

        def one(function):
            start.wait()
            try:
                return function()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(one, functions))

    yield run
    settings["NAME"] = name
