"""The models of the quizzes app, one module per noun."""

from quizzes.models.attempts import Attempt, AttemptItem, ProblemReport
from quizzes.models.bank import Blueprint, ConfusionPair, Option, Question, QuestionVersion
from quizzes.models.memory import DailyTally, ReviewCard

__all__ = [
    "Attempt",
    "AttemptItem",
    "Blueprint",
    "ConfusionPair",
    "DailyTally",
    "Option",
    "ProblemReport",
    "Question",
    "QuestionVersion",
    "ReviewCard",
]
