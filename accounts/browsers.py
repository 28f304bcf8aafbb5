"""Browsers that a person has signed in with before.

Failed sign-ins are counted by account. Anybody could use the count up and so keep the owner out; therefore a browser
that has been signed in as the owner has a count of its own.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "accounts.browsers"
LIFE = 60 * 60 * 24 * 365


def cookie_name() -> str:
    """The prefix has browsers refuse the cookie from anywhere but this host over TLS."""
    return "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"


def digest(email: str) -> str:
    """What stands for an address, so that the cookie names nobody."""
    return salted_hmac(SALT, email.lower()).hexdigest()[:32]


def known_browser(request: HttpRequest, email: str) -> str:
    """The browser's own mark when this address has signed in with it, else ''."""
    try:
        whose, _, mark = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFE).partition(":")
    except signing.BadSignature:
        return ""
    return mark if secrets.compare_digest(whose, digest(email)) else ""


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Marks the browser as one of this person's."""
    mark = known_browser(request, email) or secrets.token_hex(8)
    response.set_cookie(
        cookie_name(),
        signing.dumps(f"{digest(email)}:{mark}", salt=SALT),
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_browser(response: HttpResponse) -> None:
    """Takes the mark away."""
    response.delete_cookie(cookie_name(), samesite="Lax")
