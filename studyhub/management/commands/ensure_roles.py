"""`manage.py ensure_roles`: gives the role of editors exactly its permissions, and people the role."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from studyhub.roles import ensure_roles, make_editor


class Command(BaseCommand):
    help = "Creates the role of editors, or brings it back to exactly its permissions. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--editor", metavar="E-MAIL", help="also make this person an editor")

    def handle(self, *args: Any, **options: Any) -> None:
        group = ensure_roles()
        self.stdout.write(f"{group.name}: {group.permissions.count()} permissions.")
        if address := options["editor"]:
            user = User.objects.filter(email__iexact=address).first()
            if user is None:
                raise CommandError(f"Nobody has signed up as {address}. Ask them to sign up first.")
            make_editor(user)
            self.stdout.write(f"{user.email} is an editor.")
