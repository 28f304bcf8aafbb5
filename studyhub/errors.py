"""Error pages that look like the site, say what happened, and what to do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from studyhub.logs import request_id_var

PAGES: dict[int, tuple[str, str]] = {
    400: ("That request was not understood", "Go back one page and try again. What you had saved is still there."),
    403: ("This form is no longer valid", "It may have been open for long, or opened before you signed in. Go back, reload the page and send it again; what you typed is still in the form."),
    404: ("There is no such page", "The address may be mistyped, or what was here may not be open to you."),
    413: ("That was too much at once", "A form may carry at most 1 MB. Shorten it and send it again; nothing was changed."),
    429: ("Too many tries", "For safety this is limited. Wait a few minutes, then try again; nothing was lost."),
    500: ("Something went wrong on our side", "It was logged and we will look at it. What was saved before is safe. Try again in a moment."),
    503: ("The study room is very busy", "Your last action was not saved. Wait a few seconds and send it again."),
}  # fmt: skip


def page(request: HttpRequest, status: int) -> HttpResponse:
    """The error page for `status`; needs neither the database nor a session, so that it works when they do not."""
    title, advice = PAGES[status]
    context = {"status": status, "title": title, "advice": advice, "request_id": request_id_var.get()}
    response = HttpResponse(render_to_string("error.html", context), status=status)
    if status in (429, 503):
        response["Retry-After"] = "300" if status == 429 else "5"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same answer as for a page that does not exist: what is not yours to know of is not confirmed."""
    return page(request, 404)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def too_large(request: HttpRequest) -> HttpResponse:
    return page(request, 413)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, 429)


def busy(request: HttpRequest) -> HttpResponse:
    return page(request, 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)
