"""Time zones: which names count, and how a form lists them."""

import zoneinfo
from functools import cache

REGIONS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)


@cache
def listed_zones() -> dict[str, list[tuple[str, str]]]:
    """The zones to choose from by region: (name, readable place); reading the system's list costs some milliseconds."""
    by_region: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, _, place = name.partition("/")
        if region in REGIONS and place:
            by_region.setdefault(region, []).append((name, place.replace("_", " ").replace("/", " – ")))
    return by_region


@cache
def zone_names() -> frozenset[str]:
    """Every listed name, and UTC."""
    return frozenset(name for places in listed_zones().values() for name, _ in places) | {"UTC"}


def zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The same as a choice field takes it, UTC first."""
    return [("UTC", "UTC"), *listed_zones().items()]
