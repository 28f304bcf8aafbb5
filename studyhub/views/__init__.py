"""Pages that touch several apps: the start page, the question to try, search, and where the facts come from."""

from studyhub.views.home import home
from studyhub.views.pages import about, healthz, search
from studyhub.views.trial import trial

__all__ = ["about", "healthz", "home", "search", "trial"]
