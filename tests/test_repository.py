"""What the repository promises of itself."""

import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
PAGES_OF_FRAMEWORKS = ("account/", "allauth/", "admin/", "simple_history/", "mfa/")


def tracked(pattern: str) -> list[Path]:
    """The files of the working tree that belong to the project, also before they are committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


CODE = [
    path for pattern in ("*.py", "*.html", "*.js", "*.css") for path in tracked(pattern) if "vendor" not in path.parts
]
TEMPLATES = tracked("templates/*.html")


def test_code_files_are_short_enough_to_read():
    long = {
        str(path.relative_to(ROOT)): count
        for path in CODE
        if (count := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_templates_hold_nothing_inline():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in TEMPLATES
        for match in re.finditer(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)[^>]*>", path.read_text())
        if 'type="application/json"' not in match[0]
    ]
    assert found == []


def test_every_template_is_used():
    sources = "\n".join(path.read_text() for path in [*tracked("*.py"), *TEMPLATES])
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    unused = [name for name in names if not name.startswith(PAGES_OF_FRAMEWORKS) and name not in sources]
    assert unused == []


def test_no_unfinished_marks_are_left():
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X{3})\b|[Ll]orem " + "ipsum")
    found = [str(path.relative_to(ROOT)) for path in CODE if mark.search(path.read_text())]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_a_hash(name):
    entries = re.split(r"\n(?=[a-z])", (ROOT / name).read_text())
    packages = [entry for entry in entries if re.match(r"[a-z0-9.\[\]-]+==", entry, re.IGNORECASE)]
    assert len(packages) > 30
    assert [entry.split("==")[0] for entry in packages if "--hash=sha256:" not in entry] == []


def test_content_is_as_dump_content_would_write_it(tmp_path):
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy)
    call_command("lint_content", root=copy, format=True, stdout=StringIO())
    files = [path for path in copy.rglob("*") if path.is_file()]
    changed = [
        str(path.relative_to(copy))
        for path in files
        if path.read_bytes() != (ROOT / "content" / path.relative_to(copy)).read_bytes()
    ]
    assert changed == []
