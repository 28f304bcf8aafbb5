"""A morning on which time stands still, and a sitting to look at."""

import pytest

from tests.quizzes.answers import NOW, questions, start
from tests.quizzes.pages import url


@pytest.fixture
def stopped_clock(time_machine):
    """It is Monday morning, 2 March 2026, until a test moves the clock."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def attempt(alice, stopped_clock):
    """Alice's practice of three questions, just begun."""
    questions(3)
    return start(alice)


@pytest.fixture
def item_url(attempt):
    """The address of its first question."""
    return url("attempt_item", attempt, 1)
