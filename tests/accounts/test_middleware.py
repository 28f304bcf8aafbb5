"""Times are shown on the reader's clock."""

from django.utils import timezone

from accounts.middleware import local_time


class Seen:
    def __init__(self, user):
        self.user = user


def zone_seen(user):
    return local_time(lambda request: timezone.get_current_timezone_name())(Seen(user))


def test_local_time_is_the_persons_while_the_page_is_made(alice):
    alice.time_zone = "Asia/Tokyo"

    assert zone_seen(alice) == "Asia/Tokyo"
    assert timezone.get_current_timezone_name() == "UTC"


def test_local_time_survives_a_zone_the_system_has_dropped(alice):
    alice.time_zone = "Mars/Olympus"

    assert zone_seen(alice) == "UTC"
