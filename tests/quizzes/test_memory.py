"""Memory and tallies are projections: made anew from graded items they are what they were."""

import datetime as dt
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quizzes import actions
from quizzes.actions.memory import FIELDS, memory_of, replay
from quizzes.models import AttemptItem, DailyTally, ReviewCard
from quizzes.signals import memory_rebuilt
from tests.factories import MembershipFactory, StudyGroupFactory
from tests.quizzes.answers import NOW, answer, questions, start

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def study(user, *, days=12, seed=7):
    """Some days of practice and review, right and wrong, with repeats; returns the questions."""
    rng = random.Random(seed)
    rows = questions(5)
    for day in range(days):
        now = NOW + day * DAY + dt.timedelta(minutes=rng.randrange(600))
        for kind in ("practice", "review"):
            try:
                attempt = start(user, rng.sample(rows, 3), kind=kind, now=now, seed=rng.random())
            except actions.AttemptRefused:
                continue
            for _ in range(6):
                waiting = attempt.items.filter(graded_at=None).order_by("rank").first()
                if waiting:
                    answer(attempt, waiting.position, is_right=rng.random() < 0.6, now=now, seconds=rng.randrange(90))
            actions.submit_attempt(attempt=attempt, now=now)
    return rows


def cards(user):
    return list(ReviewCard.objects.filter(user=user).order_by("question").values_list("question", *FIELDS))


def tallies(user):
    return list(
        DailyTally.objects.filter(user=user)
        .order_by("day")
        .values_list("day", "answered", "counted", "correct", "seconds")
    )


def test_rebuild_memory_equals_what_answers_made(alice, bob):
    study(alice)
    study(bob, days=2)
    before = cards(alice), tallies(alice)
    others = cards(bob), tallies(bob)

    number = actions.rebuild_memory(user=alice)

    assert number == AttemptItem.objects.filter(user=alice, graded_at__isnull=False).count() > 40
    assert (cards(alice), tallies(alice)) == before
    assert (cards(bob), tallies(bob)) == others


def test_rebuild_memory_mends_what_has_drifted(alice):
    study(alice, days=4)
    before = cards(alice), tallies(alice)
    ReviewCard.objects.update(stability=1, correct_days=9)
    ReviewCard.objects.first().delete()
    DailyTally.objects.update(answered=99)
    DailyTally.objects.create(user=alice, day=NOW.date() - DAY, answered=3)

    actions.rebuild_memory(user=alice)

    assert (cards(alice), tallies(alice)) == before


def test_rebuild_memory_tells_the_apps_above(alice):
    heard = []

    def listen(user, **_):
        heard.append(user)

    memory_rebuilt.connect(listen)
    try:
        assert actions.rebuild_memory(user=alice) == 0
    finally:
        memory_rebuilt.disconnect(listen)
    assert heard == [alice]


def test_rebuild_memory_costs_the_same_for_few_and_for_many(alice, bob, django_assert_num_queries):
    study(alice, days=1)
    study(bob, days=9)
    for user in (alice, bob):
        with django_assert_num_queries(9):
            actions.rebuild_memory(user=user)


def test_rebuild_command_check_passes_and_changes_nothing(alice, bob):
    rows = study(alice, days=5)
    group = StudyGroupFactory(services=[rows[0].service])
    for user in (alice, bob):
        MembershipFactory(group=group, user=user, now=NOW)
    before = cards(alice), tallies(alice)
    output = StringIO()

    call_command("rebuild", "--check", stdout=output)

    assert output.getvalue().endswith("0 learners differed.\n")
    assert (cards(alice), tallies(alice)) == before


@pytest.mark.parametrize("drift", ["card", "tally"])
def test_rebuild_command_check_fails_on_drift_and_rebuild_mends_it(alice, drift):
    study(alice, days=3)
    if drift == "card":
        ReviewCard.objects.filter(pk=ReviewCard.objects.first().pk).update(reps=77)
    else:
        DailyTally.objects.filter(pk=DailyTally.objects.first().pk).update(correct=77)

    with pytest.raises(CommandError, match=f"Differing learners: {alice.pk}"):
        call_command("rebuild", "--check", stdout=StringIO())
    assert ReviewCard.objects.filter(reps=77).exists() or DailyTally.objects.filter(correct=77).exists()
    call_command("rebuild", stdout=StringIO())
    call_command("rebuild", "--check", stdout=StringIO())


def test_replay_runs_through_items_in_order(alice):
    study(alice, days=6)
    counted = AttemptItem.objects.filter(is_counted=True).order_by("graded_at", "pk")
    last = {}

    for item, before, after in replay(counted):
        assert before == last.get(item.question_id)
        last[item.question_id] = after
    assert last == {card.question_id: memory_of(card) for card in ReviewCard.objects.all()}


def test_add_to_tally_adds_to_the_day_or_begins_it(alice, bob):
    for user, counted, correct in [(alice, True, True), (alice, False, True), (alice, True, False), (bob, True, True)]:
        actions.memory.add_to_tally(user_id=user.pk, day=NOW.date(), is_counted=counted, is_correct=correct, seconds=10)

    assert tallies(alice) == [(NOW.date(), 3, 2, 1, 30)]
    assert tallies(bob) == [(NOW.date(), 1, 1, 1, 10)]


def test_due_cards_are_those_of_published_questions_whose_day_has_come(alice):
    one, two = questions(2)
    attempt = start(alice)
    answer(attempt, 1, is_right=False)
    answer(attempt, 2, is_right=False)
    day = NOW.date()

    assert ReviewCard.objects.due(day).count() == 0
    assert ReviewCard.objects.due(day + DAY).count() == 2
    actions.retire_question(question=one)
    assert [card.question for card in ReviewCard.objects.due(day + DAY)] == [two]
