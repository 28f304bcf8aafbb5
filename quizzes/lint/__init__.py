"""The house rules of the content as pure functions, without Django; content/README.md has them in words."""

from quizzes.lint.checking import Checked, check_content
from quizzes.lint.coverage import Coverage, coverage, coverage_table

__all__ = ["Checked", "Coverage", "check_content", "coverage", "coverage_table"]
