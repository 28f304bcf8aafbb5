"""The project's own app: what belongs to no single part of the house."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StudyHubConfig(AppConfig):
    name = "studyhub"

    def ready(self) -> None:
        """Registers the system checks."""
        from studyhub import checks  # noqa: F401


class EditorsDeskConfig(AdminConfig):
    """Django's admin under our own site class."""

    default_site = "studyhub.desk.EditorsDesk"
