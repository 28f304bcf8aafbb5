"""What groups do when something happens below them."""

import pytest

from accounts.actions import export_data
from groups.models import StudyGroup
from quizzes.actions import retire_question
from tests.factories import QuestionFactory, StudyGroupFactory

pytestmark = pytest.mark.django_db


def test_a_change_of_the_bank_marks_only_groups_with_the_service():
    question = QuestionFactory(published=True)
    with_it, without = StudyGroupFactory(services=[question.service]), StudyGroupFactory()
    StudyGroup.objects.update(horizon_on="2026-12-23")

    retire_question(question=question)

    stale = {group.pk: group.horizon_on is None for group in StudyGroup.objects.all()}
    assert stale == {with_it.pk: True, without.pk: False}


def test_an_export_holds_ones_own_part_of_a_group_and_nobody_elses(group, bob):
    data = export_data(user=bob, now=group.created_at)

    joined_at = group.memberships.get(user=bob).joined_at
    assert data["groups"] == [
        {
            "group": "Team Nimbus",
            "role": "member",
            "visibility": "name",
            "shown_name": "Bob",
            "joined_at": joined_at,
            "score": 0.0,
        }
    ]
