"""Template tags used everywhere: icons, plurals that read well, percentages."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite; hidden from screen readers unless it has a label."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)


@register.filter
def counted(number: int, noun: str) -> str:
    """A number with its noun: `3|counted:"question"` is "3 questions"; `"reply,replies"` gives an irregular plural."""
    singular, _, plural = noun.partition(",")
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


@register.filter
def signed(number: float) -> str:
    """A change with its sign and one decimal: +0.3, −1.2, or 0.0."""
    rounded = round(number, 1)
    return "0.0" if not rounded else f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"
