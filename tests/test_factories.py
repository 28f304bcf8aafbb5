"""The factories make what the product itself would accept."""

import pytest

from groups.models import Standing
from quizzes.models import Question
from tests.factories import MembershipFactory, ProblemReportFactory, QuestionFactory

pytestmark = pytest.mark.django_db


def test_question_factory_makes_a_question_that_can_be_published():
    question = QuestionFactory()

    assert question.state == Question.State.DRAFT
    assert [option.key for option in question.options.all() if option.is_key] == ["a"]
    assert question.options.count() == 4


def test_question_factory_published_is_given_to_learners():
    question = QuestionFactory(published=True, multiple=True)

    assert list(Question.objects.published()) == [question]
    assert (question.current.number, question.current.keys_needed) == (1, 2)


def test_membership_factory_makes_a_member_with_a_standing(group, alice, bob):
    assert [(member.user, member.role) for member in group.memberships.all()] == [(alice, "owner"), (bob, "member")]
    assert Standing.objects.filter(membership__group=group).count() == 2
    assert MembershipFactory().shown_name.startswith("Learner ")


def test_problem_report_factory_reports_the_live_version():
    report = ProblemReportFactory()

    assert report.version == report.version.question.current
