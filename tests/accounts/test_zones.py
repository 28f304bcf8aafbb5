"""The time zones that can be chosen."""

import zoneinfo

import pytest

from accounts.zones import listed_zones, zone_choices, zone_names


@pytest.mark.parametrize(
    "name", ["UTC", "Europe/Zurich", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "Asia/Kolkata"]
)
def test_zone_names_have_what_browsers_report(name):
    assert name in zone_names()


@pytest.mark.parametrize("name", ["", "Zurich", "posixrules", "../etc/passwd", "Europe/Nowhere"])
def test_zone_names_have_nothing_else(name):
    assert name not in zone_names()


def test_zone_names_can_all_be_used():
    assert {zoneinfo.ZoneInfo(name).key for name in zone_names()} == zone_names()


def test_zone_choices_list_utc_then_regions_with_readable_places():
    choices = zone_choices()

    assert choices[0] == ("UTC", "UTC")
    assert [region for region, _ in choices[1:]] == sorted(listed_zones())
    assert ("America/Argentina/Buenos_Aires", "Argentina – Buenos Aires") in dict(choices[1:])["America"]
