"""What every request gets: an id, a limit on its body, private caching, htmx manners, and a page when the database is busy."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers

from studyhub import errors
from studyhub.logs import request_id_var

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("studyhub")
# How the databases say that somebody else holds what is needed: SQLite, then PostgreSQL and its pool.
BUSY_SIGNS = ("is locked", "lock timeout", "deadlock detected", "couldn't get a connection")


def request_id(get_response: GetResponse) -> GetResponse:
    """Names each request, in the log and in `X-Request-Id`, so that a report can be traced."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id_var.set(secrets.token_hex(6))
        try:
            response = get_response(request)
            response["X-Request-Id"] = request_id_var.get()
            return response
        finally:
            request_id_var.reset(token)

    return middleware


def limit_body(get_response: GetResponse) -> GetResponse:
    """Refuses a body over the limit by its declared length, before anything reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not declared.isdecimal() or int(declared) > settings.MAX_BODY_BYTES:
            return errors.too_large(request)
        return get_response(request)

    return middleware


def privacy_headers(get_response: GetResponse) -> GetResponse:
    """Keeps pages of signed-in people out of every cache and switches off device features nobody needs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        if "Cache-Control" not in response and request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def htmx_responses(get_response: GetResponse) -> GetResponse:
    """Varies HTML by the htmx headers, turns redirects into `HX-Redirect`, and sends messages out of band with fragments."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if not request.htmx:  # type: ignore[attr-defined]
            return response
        if response.status_code in (301, 302, 303) and not response.has_header("HX-Redirect"):
            redirected = HttpResponse(status=204)
            redirected.cookies = response.cookies
            redirected["HX-Redirect"] = response["Location"]
            return redirected
        if response.status_code == 200 and not response.streaming:
            messages = list(get_messages(request))
            if messages:
                response.write(render_to_string("_messages.html", {"messages": messages, "is_oob": True}))
        return response

    return middleware


class BusyDatabaseMiddleware:
    """Answers 503 with a page that says the answer was not saved, when the database stayed locked beyond its time-out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and any(sign in str(exception) for sign in BUSY_SIGNS):
            logger.warning("database busy: %s", exception)
            return errors.busy(request)
        return None


busy_database = BusyDatabaseMiddleware
