"""People with passwords, and a site with a mail server."""

import pytest

from tests.factories import UserFactory

PASSWORD = "seven quiet rivers"


@pytest.fixture
def dana(db):
    """Somebody who can sign in by hand."""
    return UserFactory(email="dana@example.com", display_name="Dana", password=PASSWORD)


@pytest.fixture
def with_mail(settings):
    """The site as it is with a mail server: addresses are confirmed before the first sign-in."""
    settings.HAS_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.fixture
def sign_in():
    """Sends the sign-in form."""

    def send(client, email, password=PASSWORD, address="10.0.0.1", **extra):
        form = {"login": email, "password": password, **extra.pop("form", {})}
        return client.post("/accounts/login/", form, REMOTE_ADDR=address, **extra)

    return send
