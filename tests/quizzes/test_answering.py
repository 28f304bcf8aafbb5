"""Answering one item: graded once, counted by the rules, refused with a sentence; and what it costs."""

import datetime as dt

import pytest

from quizzes import actions
from quizzes.actions import AnswerRefused
from quizzes.actions.answering import siblings_of, waiting_after
from quizzes.models import AttemptItem, DailyTally, ProblemReport, Question, ReviewCard
from quizzes.signals import answer_counted
from tests.factories import MembershipFactory, StudyGroupFactory
from tests.quizzes.answers import NOW, answer, item_at, questions, right_of, start, wrong_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def tally(user):
    """What is kept of the user's one day."""
    return DailyTally.objects.values_list("answered", "counted", "correct", "seconds").get(user=user, day=NOW.date())


# Graded once


def test_answer_grades_the_item_and_moves_memory_and_tally(alice):
    [question] = questions(1)
    answered = answer(start(alice), 1, seconds=31)
    item = AttemptItem.objects.get()

    assert (answered.item, answered.is_new) == (item, True)
    assert (item.chosen, item.is_correct, item.graded_at, item.graded_on) == ("a", True, NOW, NOW.date())
    assert (item.is_counted, item.not_counted_why, item.seconds) == (True, "", 31)
    card = ReviewCard.objects.get()
    assert (card.user, card.question, card.correct_days, card.reps) == (alice, question, 1, 1)
    assert tally(alice) == (1, 1, 1, 31)


@pytest.mark.parametrize(("given", "stored"), [(None, None), (0, 0), (-5, 0), (3600, 3600), (10**12, 3600)], ids=str)
def test_answer_keeps_at_most_an_hour(alice, given, stored):
    questions(1)

    assert answer(start(alice), 1, seconds=given).item.seconds == stored
    assert tally(alice)[3] == (stored or 0)


def test_answer_takes_letters_of_the_screen_and_ids_alike(alice):
    questions(2, multiple=True)
    attempt = start(alice)

    assert answer(attempt, 1, chosen=right_of(item_at(attempt, 1))).item.chosen == "ab"
    assert answer(attempt, 2, chosen=["b", "a"]).item.is_correct


@pytest.mark.parametrize("is_right", [True, False])
def test_answer_given_again_gets_the_first_one_back(alice, is_right):
    questions(2)
    attempt = start(alice)
    first = answer(attempt, 1, is_right=is_right)
    again = answer(attempt, 1, is_right=not is_right, now=NOW + DAY)

    assert (first.is_new, again.is_new) == (True, False)
    assert (again.item.chosen, again.item.is_correct, again.item.graded_at) == (
        first.item.chosen,
        is_right,
        NOW,
    )
    assert [row.pk for row in again.siblings] == [row.pk for row in first.siblings]
    assert (ReviewCard.objects.get().reps, tally(alice)[0]) == (1, 1)


def test_answer_given_again_is_returned_even_when_it_could_not_be_checked(alice):
    questions(2)
    attempt = start(alice)
    answer(attempt, 1)

    assert not answer(attempt, 1, chosen=["?"]).is_new


def test_answer_after_the_end_is_refused_and_graded_ones_come_back(alice):
    questions(2)
    attempt = start(alice)
    answer(attempt, 1)
    actions.submit_attempt(attempt=attempt, now=NOW)

    with pytest.raises(AnswerRefused, match="This set has ended"):
        answer(attempt, 2)
    assert not answer(attempt, 1).is_new
    assert item_at(attempt, 2).graded_at is None


@pytest.mark.parametrize(
    ("multiple", "chosen", "sentence"),
    [
        (False, [], "Choose an answer first."),
        (False, ["A", "B"], "Choose one answer only."),
        (False, ["E"], "does not belong to this question"),
        (False, ["e"], "does not belong to this question"),
        (False, ["?"], "does not belong to this question"),
        (True, ["A"], "Choose 2: you have chosen 1 so far."),
        (True, ["A", "B", "C"], "Choose only 2: 3 are ticked. Clear 1 first."),
    ],
)
def test_answer_that_cannot_be_checked_is_refused_and_changes_nothing(alice, multiple, chosen, sentence):
    questions(1, multiple=multiple)
    attempt = start(alice)

    with pytest.raises(AnswerRefused, match=sentence):
        actions.answer_item(user=alice, slug=attempt.slug, position=1, chosen=chosen, seconds=1, now=NOW)
    assert item_at(attempt, 1).graded_at is None
    assert (ReviewCard.objects.count(), DailyTally.objects.count()) == (0, 0)


def test_answer_to_anothers_item_is_as_to_none(alice, charlie):
    questions(1)
    attempt = start(alice)

    for user, slug, position in [(charlie, attempt.slug, 1), (alice, attempt.slug, 2), (alice, "none", 1)]:
        with pytest.raises(AttemptItem.DoesNotExist):
            actions.answer_item(user=user, slug=slug, position=position, chosen=["A"], seconds=1, now=NOW)


def test_answer_multiple_is_all_or_nothing(alice):
    questions(2, multiple=True)
    attempt = start(alice)

    assert answer(attempt, 1).item.is_correct is True
    assert answer(attempt, 2, is_right=False).item.is_correct is False


# Counted


def test_answer_again_in_the_same_set_is_not_counted(alice):
    questions(1)
    attempt = start(alice)
    answer(attempt, 1, is_right=False)
    again = answer(attempt, 2).item

    assert (again.is_counted, again.not_counted_why) == (False, "again")
    assert (ReviewCard.objects.get().reps, ReviewCard.objects.get().correct_days) == (1, 0)
    assert tally(alice) == (2, 1, 0, 40)


def end(attempt):
    actions.submit_attempt(attempt=attempt, now=NOW)


def answer_alone(user, question, now, **how):
    """Answers one question in a sitting of its own; returns the item."""
    attempt = start(user, [question], now=now)
    item = answer(attempt, 1, now=now, **how).item
    end(attempt)
    return item


def test_answer_counts_when_it_is_due_again_and_not_before(alice):
    [question] = questions(1)
    answer_alone(alice, question, NOW)
    same_day = answer_alone(alice, question, NOW + dt.timedelta(hours=10), is_right=False)
    day_after = answer_alone(alice, question, NOW + DAY, is_right=False)
    when_due = answer_alone(alice, question, NOW + 2 * DAY)

    assert [(item.is_counted, item.not_counted_why) for item in (same_day, day_after, when_due)] == [
        (False, "not_due"),
        (False, "not_due"),
        (True, ""),
    ]
    assert (ReviewCard.objects.get().correct_days, ReviewCard.objects.get().lapses) == (2, 0)


def test_answer_goes_by_the_day_of_the_learner(alice):
    alice.time_zone = "America/New_York"
    alice.save()
    [question] = questions(1)
    late_on_monday = dt.datetime(2026, 3, 3, 4, 50, tzinfo=dt.UTC)
    first = answer_alone(alice, question, late_on_monday, is_right=False)
    still_monday = answer_alone(alice, question, late_on_monday + dt.timedelta(minutes=9))
    on_tuesday = answer_alone(alice, question, late_on_monday + dt.timedelta(minutes=11))

    assert first.graded_on == still_monday.graded_on == dt.date(2026, 3, 2)
    assert on_tuesday.graded_on == dt.date(2026, 3, 3)
    assert [item.is_counted for item in (first, still_monday, on_tuesday)] == [True, False, True]


def test_answer_counts_once_a_day_for_a_learner_who_flies_west(alice):
    [question] = questions(1)
    alice.time_zone = "Pacific/Kiritimati"
    alice.save()
    first = answer_alone(alice, question, NOW, is_right=False)
    alice.time_zone = "Pacific/Pago_Pago"
    alice.save()
    second = answer_alone(alice, question, NOW + dt.timedelta(hours=4))
    third = answer_alone(alice, question, NOW + dt.timedelta(hours=24))

    assert [str(item.graded_on) for item in (first, second, third)] == ["2026-03-02", "2026-03-02", "2026-03-02"]
    assert [item.is_counted for item in (first, second, third)] == [True, False, False]


@pytest.mark.parametrize("state", ["retired", "disputed", "draft", "in_review"])
def test_answer_to_a_question_withdrawn_meanwhile_is_taken_but_not_counted(alice, state):
    [question, _] = questions(2)
    attempt = start(alice)
    Question.objects.filter(pk=question.pk).update(state=state)
    position = attempt.items.get(question=question).position
    item = answer(attempt, position, is_right=False).item

    assert (item.is_correct, item.is_counted, item.not_counted_why) == (False, False, "withdrawn")
    assert (ReviewCard.objects.count(), tally(alice)) == (0, (1, 0, 0, 20))


def test_answer_to_a_question_that_came_back_the_same_day_is_not_the_first(alice):
    [question] = questions(1)
    attempt = start(alice, [question])
    actions.retire_question(question=question)
    answer(attempt, 1)
    actions.publish_question(question=question, by=None, reviewed_by="pack")
    same_day = answer_alone(alice, question, NOW)
    next_day = answer_alone(alice, question, NOW + DAY)

    assert (same_day.is_counted, next_day.is_counted) == (False, True)
    assert ReviewCard.objects.get().reps == 1


def test_answer_is_marked_by_the_version_that_was_shown(alice):
    [question] = questions(1)
    attempt = start(alice, [question])
    question.options.filter(key="a").update(is_key=False)
    question.options.filter(key="b").update(is_key=True)
    actions.publish_question(question=question, by=None, reviewed_by="pack")
    item = answer(attempt, 1, chosen=["a"]).item

    assert (item.version.number, question.current.number) == (1, 2)
    assert (item.is_correct, item.is_counted) == (True, True)


def test_answer_in_a_review_and_a_practice_of_one_day_counts_once(alice):
    [question] = questions(1)
    answer_alone(alice, question, NOW - DAY, is_right=False)
    review, practice = start(alice, kind="review"), start(alice, [question])

    assert answer(practice, 1).item.is_counted
    assert answer(review, 1).item.not_counted_why == "not_due"


def test_answer_counted_is_announced_with_the_memory_before_and_after(alice):
    [question] = questions(1)
    heard = []

    def listen(item, before, after, **_):
        heard.append((item.question_id, before, after.reps, ReviewCard.objects.get().reps))

    answer_counted.connect(listen)
    try:
        answer_alone(alice, question, NOW)
        answer_alone(alice, question, NOW)
    finally:
        answer_counted.disconnect(listen)
    assert heard == [(question.pk, None, 1, 1)]


def test_answer_is_taken_back_when_somebody_above_fails(alice):
    questions(1)
    attempt = start(alice)

    def fail(**_):
        raise RuntimeError("board")

    answer_counted.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="board"):
            answer(attempt, 1)
    finally:
        answer_counted.disconnect(fail)
    assert item_at(attempt, 1).graded_at is None
    assert (ReviewCard.objects.count(), DailyTally.objects.count()) == (0, 0)


# The way through a sitting


def test_waiting_after_leads_on_and_then_to_what_was_skipped(alice):
    questions(5)
    attempt = start(alice)
    answer(attempt, 4)
    item = item_at(attempt, 3)

    assert [row.position for row in waiting_after(item, siblings_of(item))] == [5, 1, 2]


# Marks and reports


def test_flag_question_marks_it_wherever_it_comes(alice, bob):
    questions(2)
    attempt, others = start(alice), start(bob)
    answer(attempt, 1, is_right=False)
    actions.flag_question(item=item_at(attempt, 1), is_flagged=True)

    assert [item.is_flagged for item in attempt.items.order_by("position")] == [True, False, True]
    assert not others.items.filter(is_flagged=True).exists()
    actions.flag_question(item=item_at(attempt, 3), is_flagged=False)
    assert not AttemptItem.objects.filter(is_flagged=True).exists()


def test_report_problem_keeps_version_and_choice(alice):
    questions(1)
    item = answer(start(alice), 1).item
    report = actions.report_problem(item=item, reason="unclear", text="Which need?")

    assert (report.user, report.version, report.item, report.chosen) == (alice, item.version, item, "a")
    assert (report.reason, report.text, report.state) == ("unclear", "Which need?", "open")


def test_report_problem_twice_in_the_same_words_is_one_report(alice, bob):
    questions(1)
    item, others = start(alice).items.get(), start(bob).items.get()
    first = actions.report_problem(item=item, reason="unclear", text="")

    assert actions.report_problem(item=item, reason="unclear", text="") == first
    actions.report_problem(item=item, reason="outdated", text="")
    actions.report_problem(item=others, reason="unclear", text="")
    assert ProblemReport.objects.count() == 3
    ProblemReport.objects.update(state="kept")
    assert actions.report_problem(item=item, reason="unclear", text="") != first


# What it costs: savepoint, item, card, item, card, standings twice, tally, siblings, again, savepoint


@pytest.mark.parametrize(("groups", "statements"), [(0, 10), (1, 11), (3, 11)])
@pytest.mark.parametrize("number", [1, 3])
def test_answer_wrong_and_first_of_the_day_costs_the_same(alice, groups, statements, number, django_assert_num_queries):
    rows = questions(number)
    for _ in range(groups):
        MembershipFactory(group=StudyGroupFactory(services=[rows[0].service]), user=alice)
    attempt = start(alice, now=NOW)
    chosen = wrong_of(item_at(attempt, 1))

    with django_assert_num_queries(statements):
        actions.answer_item(user=alice, slug=attempt.slug, position=1, chosen=chosen, seconds=9, now=NOW)


def test_answer_repeated_costs_four_statements(alice, django_assert_num_queries):
    questions(3)
    attempt = start(alice)
    answer(attempt, 1)

    with django_assert_num_queries(4):
        actions.answer_item(user=alice, slug=attempt.slug, position=1, chosen=["A"], seconds=9, now=NOW)
