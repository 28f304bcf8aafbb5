"""The same thing at once, many times: stored once, replied to alike, nothing after the end."""

import threading
import time

import pytest
from django.db import transaction

from accounts.models import User
from quizzes import actions
from quizzes.actions import AnswerRefused, AttemptRefused
from quizzes.models import Attempt, AttemptItem, DailyTally, ProblemReport, ReviewCard
from tests.conftest import signed_in
from tests.factories import MembershipFactory, StudyGroupFactory
from tests.quizzes.answers import NOW, item_at, questions, right_of, start, wrong_of
from tests.quizzes.pages import HTMX, tree, url

pytestmark = pytest.mark.django_db(transaction=True)


def stored(user):
    """What there is of the learner's answers: graded rows, rows, repetitions, answers of the day, counted ones."""
    tally = DailyTally.objects.get(user=user)
    return (
        AttemptItem.objects.filter(user=user, graded_at__isnull=False).count(),
        AttemptItem.objects.filter(user=user).count(),
        [card.reps for card in ReviewCard.objects.filter(user=user)],
        (tally.answered, tally.counted),
    )


def answering(attempt, position, chosen):
    def answer():
        try:
            return actions.answer_item(
                user=attempt.user, slug=attempt.slug, position=position, chosen=chosen, seconds=5, now=NOW
            )
        except AnswerRefused:
            return None

    return answer


@pytest.mark.parametrize("is_right", [True, False])
def test_same_answer_eight_times_at_once_is_one(at_once, alice, is_right):
    rows = questions(2)
    MembershipFactory(group=StudyGroupFactory(services=[rows[0].service]), user=alice)
    attempt = start(alice)
    item = item_at(attempt, 1)
    chosen = right_of(item) if is_right else wrong_of(item)

    results = at_once(*[answering(attempt, 1, chosen)] * 8)

    assert sorted(result.is_new for result in results) == [False] * 7 + [True]
    assert {(result.item.chosen, result.item.is_correct) for result in results} == {(results[0].item.chosen, is_right)}
    assert {tuple(row.position for row in result.siblings) for result in results} == {(1, 2) if is_right else (1, 2, 3)}
    assert at_once(lambda: stored(alice)) == [(1, 2 if is_right else 3, [1], (1, 1))]


def test_different_answers_at_once_leave_one_and_all_hear_of_it(at_once, alice):
    questions(2)
    attempt = start(alice)

    results = at_once(*[answering(attempt, 1, [letter]) for letter in "ABCDABCD"])

    assert len({result.item.chosen for result in results}) == 1
    assert sum(result.is_new for result in results) == 1
    assert at_once(lambda: stored(alice)[0]) == [1]


def test_same_answer_from_eight_tabs_gets_the_same_page(at_once, alice):
    questions(2)
    attempt = start(alice)
    data = {"chosen": wrong_of(item_at(attempt, 1))}
    tabs = [signed_in(alice) for _ in range(8)]

    pages = at_once(*[lambda tab=tab: tab.post(url("attempt_item", attempt, 1), data, **HTMX) for tab in tabs])

    assert {page.status_code for page in pages} == {200}
    assert len({str(tree(page)) for page in pages}) == 1
    assert at_once(lambda: stored(alice)) == [(1, 3, [1], (1, 1))]


def test_all_items_at_once_are_each_graded_once_and_close_the_set(at_once, alice):
    questions(6)
    attempt = start(alice)
    work = [answering(attempt, p, right_of(item_at(attempt, p))) for p in range(1, 7)]

    at_once(*work)

    assert at_once(lambda: stored(alice)) == [(6, 6, [1] * 6, (6, 6))]
    assert at_once(lambda: Attempt.objects.get().is_open) == [False]


def test_one_question_in_a_practice_and_a_review_at_once_counts_once(at_once, alice):
    [question] = questions(1)
    yesterday = start(alice, now=NOW.replace(day=1))
    actions.answer_item(user=alice, slug=yesterday.slug, position=1, chosen=["b"], seconds=5, now=NOW.replace(day=1))
    actions.submit_attempt(attempt=yesterday, now=NOW.replace(day=1))
    practice, review = start(alice, [question]), start(alice, kind="review")

    results = at_once(answering(practice, 1, ["a"]), answering(review, 1, ["a"]))

    assert sorted(result.item.not_counted_why for result in results) == ["", "not_due"]
    assert at_once(lambda: ReviewCard.objects.get().reps) == [2]


@pytest.mark.parametrize("kind", ["practice", "review"])
def test_eight_starts_at_once_are_one_sitting(at_once, alice, kind):
    questions(3)
    if kind == "review":
        yesterday = start(alice, now=NOW.replace(day=1))
        actions.answer_item(
            user=alice, slug=yesterday.slug, position=1, chosen=["b"], seconds=5, now=NOW.replace(day=1)
        )
        actions.submit_attempt(attempt=yesterday, now=NOW)

    def begin():
        try:
            return start(alice, kind=kind).slug
        except AttemptRefused as refusal:
            return refusal.open_attempt.slug

    results = at_once(*[begin] * 8)

    assert len(set(results)) == 1
    assert at_once(lambda: Attempt.objects.open().count()) == [1]


def test_last_two_answers_at_once_close_the_set(at_once, alice):
    rows = questions(2)
    for _ in range(8):
        [attempt] = at_once(lambda: start(alice, rows))
        at_once(answering(attempt, 1, ["a"]), answering(attempt, 2, ["a"]))

        assert at_once(lambda: Attempt.objects.open().count()) == [0]


def test_nothing_is_graded_after_the_end_by_one_who_waited_for_it(at_once, alice):
    questions(2)
    attempt = start(alice)
    has_lock = threading.Event()

    def end():
        with transaction.atomic():
            list(User.objects.select_for_update())
            has_lock.set()
            # Long enough for the answer to have begun to wait.
            time.sleep(0.5)
            actions.submit_attempt(attempt=Attempt.objects.get(), now=NOW)

    def come_late():
        has_lock.wait(5)
        return answering(attempt, 1, ["a"])()

    assert at_once(end, come_late)[1] is None
    assert at_once(lambda: AttemptItem.objects.filter(graded_at__isnull=False).count()) == [0]


def test_same_report_at_once_is_one(at_once, alice):
    questions(1)
    item = start(alice).items.get()

    at_once(*[lambda: actions.report_problem(item=item, reason="unclear", text="Which?").pk] * 4)

    assert at_once(lambda: ProblemReport.objects.count()) == [1]
