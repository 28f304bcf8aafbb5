"""The quizzes app."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        """Connects what quizzes do when something happens below them."""
        from quizzes import receivers  # noqa: F401
