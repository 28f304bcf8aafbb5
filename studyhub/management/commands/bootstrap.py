"""Makes a fresh checkout ready to serve, and a used one up to date, in one process."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.models import User
from studyhub.roles import ensure_roles

ADMIN_EMAIL = "admin@studyhub.local"


class Command(BaseCommand):
    help = "Migrates, loads the study material, and creates an administrator if there is none. Running it again loses nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        ensure_roles()
        call_command("load_content", if_changed=True, verbosity=options["verbosity"], stdout=self.stdout)
        self.create_administrator()
        self.stdout.write(f"\nStudyHub is at {settings.SITE_URL} (stop with Ctrl+C)\n")

    def create_administrator(self) -> None:
        """Creates the first administrator with a random password, shown this once."""
        if User.objects.filter(is_superuser=True).exists():
            self.stdout.write("Sign in with the account you have. Forgotten? python manage.py changepassword E-MAIL")
            return
        password = secrets.token_urlsafe(15)
        User.objects.create_superuser(ADMIN_EMAIL, password, display_name="Admin")
        self.stdout.write(
            "\nAn administrator was created. This password is shown once; change it after signing in.\n"
            f"  E-mail    {ADMIN_EMAIL}\n"
            f"  Password  {password}\n"
        )
