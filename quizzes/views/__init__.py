"""The pages of the quizzes app."""

from quizzes.views.library import library
from quizzes.views.practice import (
    attempt_end,
    attempt_item,
    attempt_resume,
    flag_item,
    practice,
    report_item,
    review,
)
from quizzes.views.results import attempt_redo, attempt_results

__all__ = [
    "attempt_end",
    "attempt_item",
    "attempt_redo",
    "attempt_results",
    "attempt_resume",
    "flag_item",
    "library",
    "practice",
    "report_item",
    "review",
]
