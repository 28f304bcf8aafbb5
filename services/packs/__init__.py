"""The files of a service: what they say, and everything that is wrong with them, read without a database."""

from services.packs.faults import Fault, in_order
from services.packs.service import (
    CategorySource,
    DiagramSource,
    FactSource,
    Library,
    NoteSource,
    ServicePack,
    read_library,
    read_service_pack,
)

__all__ = [
    "CategorySource",
    "DiagramSource",
    "FactSource",
    "Fault",
    "Library",
    "NoteSource",
    "ServicePack",
    "in_order",
    "read_library",
    "read_service_pack",
]
