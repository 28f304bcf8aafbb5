"""A small, sound content folder that tests copy and then break in one place."""

import datetime as dt
import shutil
from pathlib import Path

SAMPLE = Path(__file__).parent / "data" / "content"
TODAY = dt.date(2026, 11, 25)


def copy_of_sample(tmp_path: Path) -> Path:
    """Returns a copy of the sample that a test may change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "content"))


def replace(root: Path, file: str, old: str, new: str) -> None:
    """Changes the first place of a file that reads `old`; a test that finds none is wrong."""
    path = root / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def bytes_of(root: Path) -> dict[str, bytes]:
    """Returns every file below a folder, by its path."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
