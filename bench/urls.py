"""The site's addresses with the floor's beside them; used by the benchmark's server only."""

from studyhub.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.bench import floor

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*floor.urlpatterns, *urlpatterns]
