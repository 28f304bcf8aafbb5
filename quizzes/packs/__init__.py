"""The files of the question bank: questions, pairs that people mix up, the exam; without a database."""

from quizzes.packs.reading import read_bank, read_questions
from quizzes.packs.sources import (
    Bank,
    BlueprintSource,
    ConfusionSource,
    DomainSource,
    OptionSource,
    QuestionSource,
    TaskSource,
)
from quizzes.packs.writing import bank_files, blueprint_data, confusions_text, questions_text

__all__ = [
    "Bank",
    "BlueprintSource",
    "ConfusionSource",
    "DomainSource",
    "OptionSource",
    "QuestionSource",
    "TaskSource",
    "bank_files",
    "blueprint_data",
    "confusions_text",
    "questions_text",
    "read_bank",
    "read_questions",
]
