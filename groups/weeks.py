"""The board's calendar: weeks on a group's own clock, and the horizon that knowledge is measured at."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

HORIZON_WITHOUT_EXAM = dt.timedelta(days=30)
# R13: who joins later than this before the close of a week gets a place from the next week on.
PLACE_BEFORE_CLOSE = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Week:
    """From `opens_at` (included) to `closes_at` (excluded), two UTC instants; 167 to 169 hours long."""

    opens_at: dt.datetime
    closes_at: dt.datetime

    def last_day(self, zone: zoneinfo.ZoneInfo) -> dt.date:
        """The Sunday at whose end the week closes."""
        return (self.closes_at - dt.timedelta(hours=1)).astimezone(zone).date()

    def is_late(self, joined_at: dt.datetime) -> bool:
        """Whether somebody who joined then is too late for a place in this week (R13)."""
        return joined_at > self.closes_at - PLACE_BEFORE_CLOSE


def midnight(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The first moment of a local day, in UTC."""
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)


def week_of(now: dt.datetime, zone: zoneinfo.ZoneInfo) -> Week:
    """The week that `now` falls in: Monday 00:00 to the next Monday 00:00 on the clock of `zone`."""
    today = now.astimezone(zone).date()
    monday = today - dt.timedelta(days=today.weekday())
    return Week(midnight(monday, zone), midnight(monday + dt.timedelta(days=7), zone))


def horizon(exam_on: dt.date | None, now: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.date:
    """The day that knowledge is measured at: the exam day, else 30 days after the Monday of the current week.

    Once the exam day is over the board goes on, aiming 30 days ahead.
    """
    today = now.astimezone(zone).date()
    if exam_on is not None and today <= exam_on:
        return exam_on
    return today - dt.timedelta(days=today.weekday()) + HORIZON_WITHOUT_EXAM
