"""The site's own settings with the floor's addresses mounted."""

from studyhub.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
