"""The desk's pages of the bank, one module a noun, and of notes and facts, which are checked against the bank and the exam."""

from quizzes.admin import bank, facts, notes, questions, reports, versions

__all__ = ["bank", "facts", "notes", "questions", "reports", "versions"]
