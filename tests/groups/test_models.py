"""Groups, memberships and invitations as rows."""

import datetime as dt
import zoneinfo

import pytest

from groups.models import Invitation, Membership, StudyGroup, group_slug

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def test_group_slug_is_readable_and_cannot_be_guessed():
    first, second = group_slug("Team Nimbus"), group_slug("Team Nimbus")

    assert first.startswith("team-nimbus-")
    assert len(first.rsplit("-", 1)[1]) == 12
    assert first != second
    assert group_slug("雲").startswith("group-")


def test_a_zone_that_the_system_no_longer_knows_is_utc():
    assert StudyGroup(time_zone="Mars/Base").zone == zoneinfo.ZoneInfo("UTC")
    assert StudyGroup(time_zone="").zone == zoneinfo.ZoneInfo("UTC")


def test_today_is_on_the_clock_of_the_group():
    assert StudyGroup(time_zone="Pacific/Auckland").today(NOW) == dt.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "open"),
        ({"uses": 10}, "used up"),
        ({"expires_at": NOW}, "expired"),
        ({"revoked_at": NOW, "uses": 10, "expires_at": NOW}, "revoked"),
    ],
)
def test_invitation_state(changes, state):
    fields = {"expires_at": NOW + dt.timedelta(days=1), "max_uses": 10} | changes

    assert Invitation(**fields).state(NOW) == state


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("coach", True), ("member", False)])
def test_owners_and_coaches_may_invite(role, may):
    assert Membership(role=role).may_invite is may
