"""Builds static/img/icons.svg from the lucide icons we use. Run by `make vendor` with the unpacked lucide-static folder."""

import re
import sys
from pathlib import Path

ICONS = [
    "arrow-left",
    "arrow-right",
    "book-open",
    "bookmark",
    "calendar",
    "check",
    "chevron-right",
    "circle-check",
    "circle-question-mark",
    "circle-x",
    "clock",
    "copy",
    "download",
    "external-link",
    "flag",
    "info",
    "key",
    "keyboard",
    "log-out",
    "message-square-warning",
    "pencil",
    "plus",
    "printer",
    "rotate-ccw",
    "search",
    "settings",
    "shield",
    "trash-2",
    "triangle-alert",
    "trophy",
    "users",
    "x",
]


def main(folder: Path, target: Path) -> None:
    """Writes one `<symbol>` an icon; colours and strokes come from the style sheet."""
    symbols = []
    for name in ICONS:
        inner = re.search(r"<svg[^>]*>(.*)</svg>", (folder / f"{name}.svg").read_text(), re.DOTALL)
        if inner is None:
            raise SystemExit(f"{name}.svg is not an icon")
        shapes = " ".join(inner[1].split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    target.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).resolve().parent.parent / "static/img/icons.svg")
