"""The request of a signed-in person, for type checkers."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class PersonRequest(HttpRequest):
    """A request that the sign-in middleware has let through."""

    user: User
    htmx: HtmxDetails
