"""Who may do what at the editor's desk: the one role there is, and its exact permissions."""

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.models import User

EDITORS: Final = "Editors"

# Nothing is deleted that a learner's answer or another text may point at: questions are retired, facts are corrected.
# An option is safe to take away, because answers point at frozen versions.
PERMISSIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "services": {
        "category": ("add", "change", "view"),
        "service": ("add", "change", "view"),
        "note": ("add", "change", "view"),
        "fact": ("add", "change", "view"),
        "diagram": ("add", "change", "view"),
    },
    "quizzes": {
        "question": ("add", "change", "view"),
        "option": ("add", "change", "delete", "view"),
        "confusionpair": ("add", "change", "view"),
        "questionversion": ("view",),
        "blueprint": ("view",),
        "problemreport": ("change", "view"),
    },
}


def editor_permissions() -> list[Permission]:
    """The permissions of an editor; raises LookupError when the database lacks one, as before the first migration."""
    wanted = {
        (app, f"{verb}_{model}")
        for app, models in PERMISSIONS.items()
        for model, verbs in models.items()
        for verb in verbs
    }
    condition = Q(pk__in=[])
    for app, codename in wanted:
        condition |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(condition).select_related("content_type"))
    missing = wanted - {(permission.content_type.app_label, permission.codename) for permission in found}
    if missing:
        names = ", ".join(sorted(f"{app}.{codename}" for app, codename in missing))
        raise LookupError(f"Run migrate first; these permissions are missing: {names}.")
    return found


@transaction.atomic
def ensure_roles() -> Group:
    """Creates the role of editors, or brings it back to exactly its permissions."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    group.permissions.set(editor_permissions())
    return group


@transaction.atomic
def make_editor(user: User) -> User:
    """Lets a person sign in at the desk in the role of an editor."""
    user.groups.add(ensure_roles())
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user
