"""The WSGI entry point of the benchmark's server."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from studyhub.wsgi import application

__all__ = ["application"]
