"""What can be done with questions and answers: one verb each, in one transaction each."""

from quizzes.actions.answering import AnswerRefused, answer_item, flag_question, report_problem
from quizzes.actions.attempts import AttemptRefused, close_idle_attempts, start_attempt, submit_attempt
from quizzes.actions.bank import publish_question, retire_question
from quizzes.actions.memory import rebuild_memory

__all__ = [
    "AnswerRefused",
    "AttemptRefused",
    "answer_item",
    "close_idle_attempts",
    "flag_question",
    "publish_question",
    "rebuild_memory",
    "report_problem",
    "retire_question",
    "start_attempt",
    "submit_attempt",
]
