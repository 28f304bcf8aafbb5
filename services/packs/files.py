"""Reading of folders whose files nobody has looked at yet."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from services.packs.faults import Fault

MAX_FILE_BYTES = 1_000_000


class Folder:
    """A folder read with suspicion: no links, no huge files, nothing but UTF-8; faults go into `faults`."""

    def __init__(self, path: Path, label: str, faults: list[Fault]) -> None:
        self.path = path
        self.label = label
        self.faults = faults

    def names(self) -> Iterator[str]:
        """Yields the names of plain files and folders in it, in order; hidden ones are passed over."""
        for path in sorted(self.path.iterdir()):
            mode = path.lstat().st_mode
            if path.name.startswith("."):
                continue
            if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
                yield path.name
            else:
                self.fault(path.name, "is a link or a device; the content is plain files and folders only.")

    def files(self, *suffixes: str) -> list[str]:
        """Returns the names of the files in it; one that ends in none of `suffixes` is a fault."""
        names = []
        for name in self.names():
            if name.endswith(suffixes) and (self.path / name).is_file():
                names.append(name)
            else:
                self.fault(name, f"does not belong here; files in this folder end in {' or '.join(suffixes)}.")
        return names

    def folder(self, name: str) -> "Folder | None":
        """Returns a folder inside it, or None if there is none."""
        path = self.path / name
        if not path.is_dir() or path.is_symlink():
            return None
        return Folder(path, self.place(name), self.faults)

    def read(self, name: str) -> str | None:
        """Returns the text of a file in it with plain line ends, or None after a fault."""
        try:
            content = _bytes_of(self.path / name)
            if len(content) <= MAX_FILE_BYTES:
                return content.decode("utf-8").replace("\r\n", "\n")
            self.fault(name, f"is larger than {MAX_FILE_BYTES:,} bytes; split it.")
        except FileNotFoundError:
            self.fault(name, "is missing.")
        except OSError as error:
            self.fault(name, f"cannot be read ({error.strerror}).")
        except UnicodeDecodeError as error:
            self.fault(name, f"is not UTF-8 (byte {error.start}).")
        return None

    def place(self, name: str) -> str:
        """Returns the path of something in it as faults name it."""
        return f"{self.label}/{name}" if self.label else name

    def fault(self, name: str, message: str) -> None:
        """Notes what is wrong with the file `name` as a whole."""
        self.faults.append(Fault(self.place(name), "", f"The file {message}"))


def _bytes_of(path: Path) -> bytes:
    """Returns the first bytes of a plain file, one more than may be in it; a link, a pipe or a device is an OSError."""
    # Asked of the open file, so that nothing can take its place in between; a pipe would block without O_NONBLOCK.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a plain file")
        return file.read(MAX_FILE_BYTES + 1)
