"""What the pages around sign-in need: where to go next, on this host only, and whether the site has mail."""

from allauth.account.utils import get_next_redirect_url
from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def next_field(context: Context) -> SafeString:
    """Carries `next` through a form when it stays on this host; allauth's own field repeats whatever was asked for."""
    url = get_next_redirect_url(context["request"])
    return format_html('<input type="hidden" name="next" value="{}">', url) if url else mark_safe("")


@register.simple_tag(takes_context=True)
def url_with_next(context: Context, name: str) -> str:
    """The address of a page with `next` carried on in the same way."""
    url = get_next_redirect_url(context["request"])
    return f"{reverse(name)}?{urlencode({'next': url})}" if url else reverse(name)


@register.simple_tag
def has_mail() -> bool:
    """Whether mails reach anybody; without a server they are printed where the site runs."""
    return bool(settings.HAS_MAIL)
