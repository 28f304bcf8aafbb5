"""The demo team: made through the real code paths, marked, and removed without a trace."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from groups.models import Standing, StudyGroup
from quizzes.models import AttemptItem
from studyhub.management.commands import demo_data
from tests.factories import QuestionFactory, ServiceFactory


@pytest.fixture
def bank(db):
    """Twelve questions of one service, and two weeks in place of four."""
    service = ServiceFactory()
    QuestionFactory.create_batch(12, service=service, published=True)


def run(**options):
    out = StringIO()
    call_command("demo_data", stdout=out, **options)
    return out.getvalue()


def test_demo_team_studies_and_is_marked(bank, bob):
    said = run()
    team = StudyGroup.objects.get(name="Team Nimbus (demo)")
    assert StudyGroup.objects.filter(is_demo=True).count() == 2
    assert team.memberships.count() == 8
    assert sorted(team.memberships.values_list("visibility", flat=True)) == ["alias", "hidden"] + ["name"] * 6
    assert AttemptItem.objects.filter(user__email="noor@demo.invalid", is_counted=True).count() > 20
    assert Standing.objects.filter(points__gt=0).count() >= 7
    assert all(
        name.endswith("(demo)")
        for name in User.objects.filter(email__endswith="demo.invalid").values_list("display_name", flat=True)
    )
    assert "Password" in said


def test_demo_team_s_kept_numbers_are_what_a_rebuild_gives(bank):
    run()
    call_command("rebuild", check=True, stdout=StringIO())


def test_demo_team_is_removed_without_a_trace(bank, bob):
    run()
    assert run(remove=True).strip() == f"Removed {len(demo_data.HABITS)} demo learners and their groups."
    assert list(User.objects.all()) == [bob]
    assert (StudyGroup.objects.count(), AttemptItem.objects.count()) == (0, 0)


def test_demo_team_needs_study_material(db):
    errors = StringIO()
    call_command("demo_data", stderr=errors, stdout=StringIO())
    assert errors.getvalue() == "There is no study material yet. Run `python manage.py load_content` first.\n"
