"""The groups app."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        """Connects what groups do when something happens below them."""
        from groups import receivers  # noqa: F401
