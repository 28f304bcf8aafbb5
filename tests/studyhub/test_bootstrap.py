"""`manage.py bootstrap` and the secret key: safe to repeat, nothing by default."""

import re
import stat
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from accounts.models import User
from services.models import Fact
from studyhub import settings as site


def bootstrap():
    out = StringIO()
    call_command("bootstrap", stdout=out, verbosity=0)
    return out.getvalue()


@pytest.mark.django_db
def test_bootstrap_creates_an_administrator_with_a_password_shown_once(client):
    first = bootstrap()
    password = re.search(r"Password\s+(\S+)", first)[1]
    ada = User.objects.get(is_superuser=True)
    assert ada.check_password(password)
    assert len(password) >= 20
    second = bootstrap()
    assert "Password" not in second
    assert User.objects.filter(is_superuser=True).count() == 1
    ada.refresh_from_db()
    assert ada.check_password(password)


@pytest.mark.django_db
def test_bootstrap_loads_the_content_and_the_role(settings):
    bootstrap()
    assert Fact.objects.count() >= 108
    assert Group.objects.filter(name="Editors").count() == 1


def test_secret_key_is_written_once_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(site, "VAR_DIR", tmp_path / "var")
    first = site.secret_key()
    assert len(first) >= 50
    assert site.secret_key() == first
    assert stat.S_IMODE((tmp_path / "var/secret_key").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_ensure_roles_makes_an_editor_of_a_known_address_only(bob):
    call_command("ensure_roles", editor="BOB@example.com", stdout=StringIO())
    bob.refresh_from_db()
    assert bob.is_staff
    with pytest.raises(CommandError, match="Nobody has signed up as nobody@"):
        call_command("ensure_roles", editor="nobody@example.com", stdout=StringIO())
