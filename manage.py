#!/usr/bin/env python
"""Django's command line, with StudyHub's settings."""

import os
import sys


def main() -> None:
    """Runs the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studyhub.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit("Django is not installed here. `make run` sets everything up.") from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
