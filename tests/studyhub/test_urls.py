"""Every address × role × method against a written table; an address that is not in the table fails the build.

Roles, in the order of the columns: visitor, charlie (outsider), bob (member, and whose attempt it is), alice (owner),
erin (editor), ada (administrator). GET and POST are tried with real objects; POST with an empty form, so a 200 is the form
with its complaints, never a deed. 405 stands where a method does not exist; visitors are led to sign in (302).
"""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from groups import actions as group_actions
from groups.models import Membership
from quizzes.actions import start_attempt
from quizzes.selection import Wanted
from tests.conftest import signed_in
from tests.factories import DiagramFactory, NoteFactory, QuestionFactory

ROLES = ("visitor", "charlie", "bob", "alice", "erin", "ada")
# name: (GET statuses by role, POST statuses by role)
OPEN = "200 200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200 200"
NEVER = "405 405 405 405 405 405"
NEVER_SIGNED_IN = "302 405 405 405 405 405"
LEADS_ON = "302 302 302 302 302 302"
TABLE: dict[str, tuple[str, str]] = {
    "about": (OPEN, NEVER),
    "account_change_password": (LEADS_ON, LEADS_ON),
    "account_confirm_email": (OPEN, OPEN),
    "account_confirm_login_code": (LEADS_ON, LEADS_ON),
    "account_email": (SIGNED_IN, LEADS_ON),
    "account_email_verification_sent": (OPEN, NEVER),
    "account_inactive": (OPEN, NEVER),
    "account_login": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "account_logout": (SIGNED_IN, LEADS_ON),
    "account_reauthenticate": ("302 404 404 404 404 404", "302 404 404 404 404 404"),
    "account_reset_password": (OPEN, OPEN),
    "account_reset_password_done": (OPEN, NEVER),
    "account_reset_password_from_key": (OPEN, OPEN),
    "account_reset_password_from_key_done": (OPEN, NEVER),
    "account_set_password": (SIGNED_IN, SIGNED_IN),
    "account_signup": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "accounts:delete_account": (SIGNED_IN, SIGNED_IN),
    "accounts:export_data": (NEVER_SIGNED_IN, SIGNED_IN),
    "accounts:settings": (SIGNED_IN, SIGNED_IN),
    "groups:group_board": ("302 404 200 200 404 404", NEVER_SIGNED_IN),
    "groups:group_create": (SIGNED_IN, SIGNED_IN),
    "groups:group_invite": ("302 404 404 200 404 404", "302 404 404 200 404 404"),
    "groups:group_list": (SIGNED_IN, NEVER_SIGNED_IN),
    "groups:group_member": ("302 404 404 200 404 404", "302 404 404 200 404 404"),
    "groups:group_members": ("302 404 200 200 404 404", NEVER_SIGNED_IN),
    "groups:group_settings": ("302 404 404 200 404 404", "302 404 404 200 404 404"),
    "groups:invitation": ("200 200 302 302 200 200", "200 200 302 302 200 200"),
    "groups:leave_group": (NEVER_SIGNED_IN, "302 404 302 302 404 404"),
    "groups:ledger": ("302 404 200 200 404 404", NEVER_SIGNED_IN),
    "groups:my_membership": ("302 404 200 200 404 404", "302 404 200 200 404 404"),
    "groups:remove_member": (NEVER_SIGNED_IN, "302 404 404 302 404 404"),
    "groups:revoke_invitation": (NEVER_SIGNED_IN, "302 404 404 302 404 404"),
    "groups:rules": (OPEN, NEVER),
    "groups:step_down": (NEVER_SIGNED_IN, "302 404 404 302 404 404"),
    "healthz": (OPEN, NEVER),
    "home": (OPEN, NEVER),
    "library": (SIGNED_IN, NEVER_SIGNED_IN),
    "quizzes:attempt_end": ("302 404 200 404 404 404", "302 404 302 404 404 404"),
    "quizzes:attempt_item": ("302 404 200 404 404 404", "302 404 302 404 404 404"),
    "quizzes:attempt_redo": ("302 404 302 404 404 404", "302 404 302 404 404 404"),
    "quizzes:attempt_results": ("302 404 302 404 404 404", NEVER_SIGNED_IN),
    "quizzes:attempt_resume": ("302 404 302 404 404 404", NEVER_SIGNED_IN),
    "quizzes:flag_item": ("302 404 302 404 404 404", "302 404 302 404 404 404"),
    "quizzes:practice": (SIGNED_IN, LEADS_ON),
    "quizzes:report_item": ("302 404 200 404 404 404", "302 404 200 404 404 404"),
    "quizzes:review": (LEADS_ON, LEADS_ON),
    "search": (SIGNED_IN, NEVER_SIGNED_IN),
    "services:diagram": (OPEN, NEVER),
    "services:fact": (LEADS_ON, NEVER_SIGNED_IN),
    "services:fact_source": (SIGNED_IN, NEVER_SIGNED_IN),
    "services:service_detail": (SIGNED_IN, NEVER_SIGNED_IN),
    "trial": (LEADS_ON, LEADS_ON),
}


def addresses(patterns=None, prefix="", namespaces=()):
    """All URL patterns of the site as (name with namespaces, names of its parameters)."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from addresses(pattern.url_patterns, prefix, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or str(pattern.pattern)))
            yield name, tuple(sorted(pattern.pattern.converters) or sorted(pattern.pattern.regex.groupindex))


NAMES = sorted(set(addresses()))


@pytest.fixture
def place(group, bob, ada, settings):
    """One of everything that an address can name, and values for the parameters of each address."""
    question = QuestionFactory(published=True)
    service = question.service
    NoteFactory(service=service)
    diagram = DiagramFactory(service=service)
    group.services.add(service)
    attempt = start_attempt(user=bob, kind="practice", wanted=Wanted(length=5), now=timezone.now())
    invitation, token = group_actions.invite(group=group, by=ada, days=3, max_uses=9, now=timezone.now())
    member = Membership.objects.get(group=group, user=bob)
    LogEntry.objects.create(user=ada, action_flag=1, object_repr="x")
    return {
        "attempt": attempt,
        "group": group,
        "values": {
            "services": {"slug": service.slug, "key": question.fact.key, "name": diagram.name},
            "quizzes": {"slug": attempt.slug, "position": 1},
            "groups": {"slug": group.slug, "token": token, "pk": member.pk},
        },
        "groups:revoke_invitation": {"pk": invitation.pk},
        "account_confirm_email": {"key": "unknown"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "unknown"},
    }


def values_for(name, parameters, place):
    """The parameters of one address, filled in."""
    app = name.split(":")[0]
    known = place["values"].get(app, {}) | place.get(name, {})
    return {parameter: known[parameter] for parameter in parameters}


def clients_for(request):
    """A signed-in browser per role, in the order of the table."""
    return [Client() if role == "visitor" else signed_in(request.getfixturevalue(role)) for role in ROLES]


def statuses(request, place, name, parameters, method):
    """What each role gets."""
    url = reverse(name, kwargs=values_for(name, parameters, place))
    return " ".join(str(getattr(client, method)(url).status_code) for client in clients_for(request))


ADDRESSES = [row for row in NAMES if not row[0].startswith("admin:")]


def test_every_address_is_in_the_table():
    assert sorted({name for name, _ in ADDRESSES}) == sorted(TABLE)


@pytest.mark.parametrize(
    ("name", "parameters"), ADDRESSES, ids=lambda value: value if isinstance(value, str) else "-".join(value)
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_address_answers_each_role(request, place, name, parameters, method):
    assert statuses(request, place, name, parameters, method) == TABLE[name][method == "post"]


@pytest.mark.parametrize(
    ("name", "parameters"), ADDRESSES, ids=lambda value: value if isinstance(value, str) else "-".join(value)
)
def test_address_knows_no_other_method(place, alice, name, parameters):
    """PUT and PATCH never do more than POST with an empty form (Django's form views take a PUT for a POST), DELETE nothing."""
    url = reverse(name, kwargs=values_for(name, parameters, place))
    as_post = int(TABLE[name][1].split()[ROLES.index("alice")])
    answers = {method: signed_in(alice).generic(method, url).status_code for method in ("PUT", "PATCH", "DELETE")}
    # allauth shows its page about used links to whatever method comes with one.
    assert set(answers.values()) <= {405, 302, 404, as_post}
    assert answers["DELETE"] != 200 or name == "account_reset_password_from_key"
