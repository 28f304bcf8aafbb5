"""The board's calendar."""

import datetime as dt
import zoneinfo

import pytest

from groups.weeks import Week, horizon, midnight, week_of

UTC = dt.UTC
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def utc(*parts):
    return dt.datetime(*parts, tzinfo=UTC)


def test_r07_a_week_runs_from_monday_midnight_on_the_clock_of_the_group():
    assert week_of(utc(2026, 11, 25, 12), BERLIN) == Week(utc(2026, 11, 22, 23), utc(2026, 11, 29, 23))
    assert week_of(utc(2026, 11, 25, 12), zoneinfo.ZoneInfo("Pacific/Auckland")) == Week(
        utc(2026, 11, 22, 11), utc(2026, 11, 29, 11)
    )


@pytest.mark.parametrize(
    ("zone", "now", "hours"),
    [
        ("Europe/Berlin", utc(2026, 3, 25), 167),
        ("Europe/Berlin", utc(2026, 10, 22), 169),
        ("America/New_York", utc(2026, 3, 4), 167),
        ("America/New_York", utc(2026, 10, 29), 169),
        ("Australia/Lord_Howe", utc(2026, 4, 2), 168.5),
        ("UTC", utc(2026, 3, 25), 168),
    ],
)
def test_r07_a_week_with_a_change_of_the_clock_is_longer_or_shorter(zone, now, hours):
    week = week_of(now, zoneinfo.ZoneInfo(zone))

    assert week.closes_at - week.opens_at == dt.timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
def test_r07_weeks_meet_without_gap_or_overlap_for_two_years(zone):
    zone = zoneinfo.ZoneInfo(zone)
    week = week_of(utc(2026, 1, 1), zone)
    for _ in range(104):
        following = week_of(week.closes_at, zone)
        assert following.opens_at == week.closes_at
        assert week_of(week.closes_at - dt.timedelta(microseconds=1), zone) == week
        assert week.opens_at.astimezone(zone).weekday() == 0
        week = following


def test_midnight_that_the_clock_skips_is_the_first_moment_of_the_day():
    # In Beirut the clock goes from 00:00 to 01:00 on the last Sunday of March.
    beirut = zoneinfo.ZoneInfo("Asia/Beirut")

    first = midnight(dt.date(2026, 3, 29), beirut)

    assert first == utc(2026, 3, 28, 22)
    assert first.astimezone(beirut).date() == dt.date(2026, 3, 29)
    assert (first - dt.timedelta(seconds=1)).astimezone(beirut).date() == dt.date(2026, 3, 28)


@pytest.mark.parametrize(
    ("exam_on", "now", "expected"),
    [
        (None, utc(2026, 11, 25), dt.date(2026, 12, 23)),
        (None, utc(2026, 11, 23), dt.date(2026, 12, 23)),
        (None, utc(2026, 11, 22, 22, 59), dt.date(2026, 12, 16)),
        (dt.date(2026, 12, 12), utc(2026, 11, 25), dt.date(2026, 12, 12)),
        (dt.date(2026, 11, 25), utc(2026, 11, 25, 22, 59), dt.date(2026, 11, 25)),
        (dt.date(2026, 11, 25), utc(2026, 11, 25, 23), dt.date(2026, 12, 23)),
    ],
    ids=["mid-week", "Monday", "Sunday night", "exam ahead", "exam day", "exam over"],
)
def test_horizon_is_the_exam_day_else_thirty_days_after_monday(exam_on, now, expected):
    assert horizon(exam_on, now, BERLIN) == expected


def test_r13_three_days_before_the_close_is_in_time_and_a_second_later_is_not():
    week = week_of(utc(2026, 11, 25), BERLIN)
    last = week.closes_at - dt.timedelta(days=3)

    assert (week.is_late(last), week.is_late(last + dt.timedelta(seconds=1))) == (False, True)


def test_last_day_is_the_sunday():
    assert week_of(utc(2026, 11, 25), BERLIN).last_day(BERLIN) == dt.date(2026, 11, 29)
    assert week_of(utc(2026, 10, 22), BERLIN).last_day(BERLIN) == dt.date(2026, 10, 25)
