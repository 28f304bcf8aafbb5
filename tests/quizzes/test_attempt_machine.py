"""Sittings under random use (Hypothesis): whatever learners and editors do, in any order, over some days.

One graded answer an item and never another; nothing graded after the end; counted at most once a question and day; cards,
tallies and standings are what the graded answers say.
"""

import datetime as dt
import os
import random
from collections import Counter
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from quizzes import actions
from quizzes.actions.memory import FIELDS, replay
from quizzes.models import Attempt, AttemptItem, DailyTally, Question, ReviewCard
from tests.conftest import signed_in
from tests.factories import MembershipFactory, QuestionFactory, ServiceFactory, StudyGroupFactory, UserFactory
from tests.quizzes.answers import NOW, right_of, start, wrong_of
from tests.quizzes.pages import HTMX, url

KINDS = st.sampled_from(["practice", "review"])
SECRET = "This says why the design called"


class AttemptMachine(RuleBasedStateMachine):
    """One learner, six questions, two kinds of sitting, an editor, and the days going by."""

    @initialize()
    def begin(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.clock = time_machine.travel(NOW, tick=False)
        self.time = self.clock.start()
        self.user = User.objects.get()
        self.client = signed_in(self.user)
        self.graded = {}
        self.rng = random.Random(4)

    @property
    def now(self):
        return dt.datetime.now(dt.UTC)

    def teardown(self):
        if not hasattr(self, "savepoint"):
            return
        try:
            call_command("rebuild", "--check", stdout=StringIO())
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def items(self, **wanted):
        return list(
            AttemptItem.objects.filter(**wanted)
            .select_related("attempt", "version", "question")
            .order_by("attempt", "rank")
        )

    def pick(self, rows, number):
        return rows[number % len(rows)] if rows else None

    # What learners do

    @rule(kind=KINDS, number=st.integers(1, 6))
    def start(self, kind, number):
        has_open = Attempt.objects.resumable(self.now).filter(kind=kind).exists()
        questions = self.rng.sample(list(Question.objects.order_by("pk")), number)
        try:
            attempt = start(self.user, questions, kind=kind, now=self.now, seed=self.rng.random())
        except actions.AttemptRefused as refusal:
            in_the_way = refusal.open_attempt
        else:
            in_the_way = None
            assert attempt.items.count() == attempt.length > 0
        assert (in_the_way is not None) is has_open

    @rule(number=st.integers(0, 30), is_right=st.booleans(), in_order=st.booleans(), by_htmx=st.booleans())
    def answer(self, number, is_right, in_order, by_htmx):
        """Answers an item that waits: the next one, or any (skipping)."""
        item = self.pick(self.items(graded_at=None, attempt__submitted_at=None), 0 if in_order else number)
        if item is None:
            return
        chosen = right_of(item) if is_right else wrong_of(item)
        response = self.client.post(
            url("attempt_item", item.attempt, item.position), {"chosen": chosen}, **(HTMX if by_htmx else {})
        )
        assert response.status_code == (200 if by_htmx else 302)
        stored = AttemptItem.objects.get(pk=item.pk)
        assert (stored.is_correct, stored.graded_at) == (is_right, self.now)
        self.graded[item.pk] = (stored.chosen, is_right, self.now)

    @rule(number=st.integers(0, 30), letter=st.sampled_from("ABCDEF?"))
    def answer_again(self, number, letter):
        """A graded item stays as it is, whatever is sent; the invariant looks."""
        if item := self.pick(self.items(graded_at__isnull=False), number):
            self.client.post(url("attempt_item", item.attempt, item.position), {"chosen": letter})

    @rule(number=st.integers(0, 30), chosen=st.sampled_from([[], ["F"], ["A", "B", "C"], ["zz"]]))
    def answer_badly(self, number, chosen):
        if item := self.pick(self.items(graded_at=None), number):
            self.client.post(url("attempt_item", item.attempt, item.position), {"chosen": chosen})

    @rule(number=st.integers(0, 30), by_htmx=st.booleans())
    def look(self, number, by_htmx):
        """Looks at any item, before or after, back or ahead."""
        item = self.pick(self.items(), number)
        if item is None:
            return
        page = self.client.get(url("attempt_item", item.attempt, item.position), **(HTMX if by_htmx else {}))
        if item.is_graded or item.attempt.is_open:
            assert page.status_code == 200
            assert (SECRET in page.content.decode()) is item.is_graded
        else:
            assert page.status_code == (204 if by_htmx else 302)

    @rule(number=st.integers(0, 30), flag=st.sampled_from(["on", "off"]))
    def mark(self, number, flag):
        if item := self.pick(self.items(), number):
            self.client.post(url("flag_item", item.attempt, item.position), {"flag": flag})
            of_question = self.items(question=item.question)
            assert {row.is_flagged for row in of_question} == {flag == "on"}

    @rule(kind=KINDS)
    def end(self, kind):
        if attempt := Attempt.objects.filter(kind=kind).order_by("-started_at", "-pk").first():
            self.client.post(url("attempt_end", attempt))
            attempt.refresh_from_db()
            assert not attempt.is_open

    # What editors do, and time

    @rule(number=st.integers(0, 5))
    def retire(self, number):
        actions.retire_question(question=Question.objects.order_by("pk")[number])

    @rule(number=st.integers(0, 5), is_new=st.booleans())
    def publish(self, number, is_new):
        question = Question.objects.order_by("pk")[number]
        if is_new:
            question.stem += " Again?"
        actions.publish_question(question=question, by=None, reviewed_by="pack")

    @rule(hours=st.sampled_from([1, 9, 24, 24, 30, 24 * 8]))
    def wait(self, hours):
        """Time goes by, and the learner signs in again: a session lasts thirty days."""
        self.time.shift(hours * 3600)
        self.client = signed_in(self.user)

    @rule(zone=st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Zurich"]))
    def travel(self, zone):
        User.objects.update(time_zone=zone)
        self.user = User.objects.get()

    # What must hold at every moment

    @invariant()
    def graded_answers_stand(self):
        items = self.items()
        graded = {item.pk: (item.chosen, item.is_correct, item.graded_at) for item in items if item.is_graded}
        assert graded == self.graded
        for item in items:
            assert item.user_id == item.attempt.user_id
            if item.is_graded and not item.attempt.is_open:
                assert item.graded_at <= item.attempt.submitted_at
            assert item.is_counted == (item.is_graded and not item.not_counted_why)

    @invariant()
    def sittings_are_whole(self):
        kinds = Counter(Attempt.objects.open().values_list("kind", flat=True))
        assert all(number == 1 for number in kinds.values())
        for attempt in Attempt.objects.open().prefetch_related("items"):
            items = list(attempt.items.all())
            assert any(not item.is_graded for item in items)
            assert len({item.rank for item in items}) == len({item.position for item in items}) == len(items)
            assert max(Counter(item.again_of_id for item in items if item.is_again).values(), default=0) <= 2
            assert sum(not item.is_again for item in items) == attempt.length

    @invariant()
    def projections_follow(self):
        graded = list(AttemptItem.objects.filter(graded_at__isnull=False).order_by("graded_at", "pk"))
        counted = [item for item in graded if item.is_counted]
        assert max(Counter((item.question_id, item.graded_on) for item in counted).values(), default=0) <= 1
        for item in counted:
            same_day = [row for row in graded if (row.question_id, row.graded_on) == (item.question_id, item.graded_on)]
            assert min(same_day, key=lambda row: row.graded_at).graded_at == item.graded_at
        replayed = {item.question_id: after for item, _, after in replay(counted)}
        cards = ReviewCard.objects.values_list("question", *FIELDS)
        assert {row[0]: row[1:] for row in cards} == {
            question: tuple(getattr(memory, name) for name in FIELDS) for question, memory in replayed.items()
        }
        days = {item.graded_on for item in graded}
        assert set(DailyTally.objects.values_list("day", "answered", "counted", "correct")) == {
            (
                day,
                sum(item.graded_on == day for item in graded),
                sum(item.graded_on == day for item in counted),
                sum(item.graded_on == day and item.is_correct for item in counted),
            )
            for day in days
        }


@pytest.mark.django_db
def test_attempt_machine():
    """`ATTEMPT_MACHINE=500` walks that many ways instead of sixty."""
    user = UserFactory()
    service = ServiceFactory()
    for multiple in (False, False, False, False, True, True):
        QuestionFactory(service=service, multiple=multiple, published=True)
    MembershipFactory(group=StudyGroupFactory(services=[service]), user=user, now=NOW)

    run_state_machine_as_test(
        AttemptMachine,
        settings=settings(
            max_examples=int(os.environ.get("ATTEMPT_MACHINE", 60)),
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
