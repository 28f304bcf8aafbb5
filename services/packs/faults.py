"""What is wrong with a file, said so that its author can find and mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a file of the content, the key of a row in it ('' for the file), a sentence."""

    file: str
    key: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = [self.file, self.key, f"line {self.line}" if self.line else ""]
        return f"{', '.join(part for part in place if part)}: {self.message}"


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Returns each fault once, in the order in which an author goes through the files."""
    return sorted(set(faults), key=lambda fault: (fault.file, fault.line or 0, fault.key, fault.message))
