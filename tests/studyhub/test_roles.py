"""The role of editors has exactly the content permissions."""

from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from studyhub.roles import EDITORS, ensure_roles, make_editor
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

EXPECTED = {
    *(
        f"services.{verb}_{model}"
        for model in ("category", "service", "note", "fact", "diagram")
        for verb in ("add", "change", "view")
    ),
    *(
        f"quizzes.{verb}_{model}"
        for model in ("question", "option", "confusionpair")
        for verb in ("add", "change", "view")
    ),
    "quizzes.delete_option",
    "quizzes.view_questionversion",
    "quizzes.view_blueprint",
    "quizzes.view_problemreport",
    "quizzes.change_problemreport",
}


def permissions_of(group):
    return {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")}


def test_ensure_roles_gives_exactly_the_content_permissions():
    assert permissions_of(ensure_roles()) == EXPECTED


def test_ensure_roles_repeated_takes_back_what_was_added_and_restores_what_was_lost():
    group = ensure_roles()
    group.permissions.add(Permission.objects.get(codename="change_user"))
    group.permissions.remove(Permission.objects.get(codename="change_question"))

    again = ensure_roles()

    assert again == group
    assert permissions_of(again) == EXPECTED


def test_ensure_roles_without_the_permissions_says_what_to_do():
    Permission.objects.filter(codename="view_blueprint").delete()

    with pytest.raises(LookupError) as caught:
        ensure_roles()

    assert str(caught.value) == "Run migrate first; these permissions are missing: quizzes.view_blueprint."


def test_ensure_roles_command_reports_the_role():
    out = StringIO()

    call_command("ensure_roles", stdout=out)

    assert out.getvalue() == f"Editors: {len(EXPECTED)} permissions.\n"


def test_make_editor_gives_the_role_and_the_desk_but_no_more():
    user = make_editor(UserFactory())
    user.refresh_from_db()

    assert (user.is_staff, user.is_superuser) == (True, False)
    assert [group.name for group in user.groups.all()] == [EDITORS]
    assert user.get_all_permissions() == EXPECTED
