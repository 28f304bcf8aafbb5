"""Which questions come next."""

import datetime as dt
import random

import pytest

from quizzes.actions import flag_question, retire_question
from quizzes.models import Question
from quizzes.selection import Wanted, chosen, matching, reviews_left
from tests.factories import FactFactory, NoteFactory, QuestionFactory, ServiceFactory, UserFactory
from tests.quizzes.answers import NOW, answer, item_at, questions, start

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def picked(user, wanted, *, seed=3):
    return [question for question, _ in chosen(user, wanted, rng=random.Random(seed))]


def matched(user, wanted):
    return {question for question, _, _ in matching(user, wanted)}


def keys(rows):
    return {question.pk for question in rows}


def study(user, rows, *, is_right=True, now=NOW):
    """Answers these questions and ends the sitting with the last of them."""
    attempt = start(user, rows, now=now)
    for position in range(1, len(rows) + 1):
        answer(attempt, position, is_right=is_right, now=now)
    attempt.items.filter(graded_at=None).delete()
    attempt.submitted_at = now
    attempt.save()
    return attempt


def test_matching_takes_published_questions_only(alice):
    published, retired = questions(2)
    QuestionFactory()
    retire_question(question=retired)

    assert matching(alice, Wanted()) == [(published.pk, published.current_id, None)]


def test_matching_is_one_query_whatever_is_wanted(alice, django_assert_num_queries):
    study(alice, questions(3))
    wanted = Wanted(services=["a"], topics=["b/c"], domain=2, pool="flagged")

    with django_assert_num_queries(1):
        matching(alice, wanted)
    with django_assert_num_queries(1):
        chosen(alice, Wanted(), rng=random.Random(1))


def test_matching_joins_services_and_topics(alice):
    rds, aurora = ServiceFactory(slug="rds"), ServiceFactory(slug="aurora")
    note = NoteFactory(service=rds, slug="replicas")
    in_topic = QuestionFactory(service=rds, fact=FactFactory(service=rds, note=note), published=True)
    elsewhere = QuestionFactory(service=rds, published=True)
    other = QuestionFactory(service=aurora, published=True)

    assert matched(alice, Wanted(services=["rds"])) == keys([in_topic, elsewhere])
    assert matched(alice, Wanted(topics=["rds/replicas"])) == keys([in_topic])
    assert matched(alice, Wanted(services=["aurora"], topics=["rds/replicas"])) == keys([in_topic, other])
    assert matched(alice, Wanted(topics=["aurora/replicas"])) == set()
    assert matched(alice, Wanted(services=["no-such"])) == set()


def test_matching_narrows_by_domain(alice):
    secure = QuestionFactory(published=True, domain=1, task="1.1")
    QuestionFactory(published=True)

    assert matched(alice, Wanted(domain=1)) == keys([secure])


def test_matching_pools_are_the_learners_own(alice, bob):
    missed, known, new = questions(3)
    study(alice, [missed], is_right=False)
    attempt = study(alice, [known])
    flag_question(item=item_at(attempt, 1), is_flagged=True)

    assert matched(alice, Wanted(pool="unseen")) == keys([new])
    assert matched(alice, Wanted(pool="missed")) == keys([missed])
    assert matched(alice, Wanted(pool="flagged")) == keys([known])
    assert matched(bob, Wanted(pool="unseen")) == keys([missed, known, new])
    assert matched(bob, Wanted(pool="missed")) == matched(bob, Wanted(pool="flagged")) == set()


def test_matching_lists_a_question_once_however_many_study_it(alice):
    rows = questions(2)
    for user in (alice, *UserFactory.create_batch(3)):
        study(user, rows)

    assert len(matching(alice, Wanted())) == 2


def test_chosen_takes_new_ones_then_due_ones_then_what_is_due_next(alice):
    soon, later, due_long, due_now, new = questions(5)
    study(alice, [due_long], is_right=False, now=NOW - dt.timedelta(days=9))
    study(alice, [due_now], is_right=False, now=NOW - dt.timedelta(days=1))
    study(alice, [soon], is_right=False)
    study(alice, [later])

    in_order = [new, due_long, due_now, soon, later]
    for length in range(1, 6):
        assert set(picked(alice, Wanted(length=length))) == keys(in_order[:length])


def test_chosen_mixes_the_order(alice):
    rows = questions(6)
    orders = {tuple(picked(alice, Wanted(), seed=seed)) for seed in range(20)}

    assert len(orders) > 10
    assert all(set(order) == keys(rows) for order in orders)


def test_chosen_draws_equally_among_the_new(alice):
    rows = questions(4)
    drawn = [picked(alice, Wanted(length=1), seed=seed)[0] for seed in range(400)]

    assert all(70 <= drawn.count(question.pk) <= 130 for question in rows)


def test_chosen_gives_the_version_that_is_live(alice):
    [question] = questions(1)

    assert chosen(alice, Wanted(), rng=random.Random(1)) == [(question.pk, question.current_id)]
    assert Question.objects.get().current.number == 1


def test_wanted_as_config_is_what_was_asked_for():
    wanted = Wanted(services=("rds",), topics=("rds/replicas",), domain=2, pool="missed", length=5)

    assert wanted.as_config() == {
        "services": ["rds"],
        "topics": ["rds/replicas"],
        "domain": 2,
        "pool": "missed",
        "length": 5,
    }


def test_reviews_left_is_the_cap_without_todays_reviews(alice):
    rows = questions(7)
    study(alice, rows, is_right=False, now=NOW - dt.timedelta(days=1))
    alice.daily_cap = 5
    alice.save()
    review = start(alice, kind="review")

    assert (review.length, reviews_left(alice, TODAY)) == (5, 5)
    answer(review, 1)
    answer(review, 2, is_right=False)
    again = review.items.get(again_of__isnull=False)
    answer(review, again.position)
    assert reviews_left(alice, TODAY) == 3
    assert reviews_left(alice, TODAY + dt.timedelta(days=1)) == 5


def test_reviews_left_goes_by_the_learners_day(alice):
    alice.time_zone = "Pacific/Kiritimati"
    alice.save()
    study(alice, questions(2), is_right=False, now=NOW - dt.timedelta(days=2))
    review = start(alice, kind="review")
    # 9:00 UTC is 23:00 there; two hours later it is the next day.
    answer(review, 1, now=NOW)
    answer(review, 2, now=NOW + dt.timedelta(hours=2))

    assert reviews_left(alice, TODAY) == alice.daily_cap - 1
    assert reviews_left(alice, TODAY + dt.timedelta(days=1)) == alice.daily_cap - 1
