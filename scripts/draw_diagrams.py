"""Draw each content/*/diagrams/*.dot as an SVG that follows the reader's colour scheme.

In a .dot file a node or an edge names its part: class="primary|replica|standby|client|storage|muted"; a cluster says
class="zone". Colours, fonts and line widths come from here. Run without arguments to draw all (needs Graphviz), or with
--check to list pictures that no longer match their source (needs nothing).
"""

import argparse
import hashlib
import math
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"
SVG = "http://www.w3.org/2000/svg"
XML = "http://www.w3.org/XML/1998/namespace"
WIDEST = 362  # px: a wider drawing shrinks on a phone, and its text with it
ET.register_namespace("", SVG)
DEFAULTS = """
graph [bgcolor=transparent, pad=0.03, nodesep=0.2, ranksep=0.35, fontname=Arial, fontsize=14]
node [shape=box, style=rounded, margin="0.12,0.07", height=0.4, fontname=Arial, fontsize=14]
edge [arrowsize=0.7, fontname=Arial, fontsize=14]
"""
# An SVG in an <img> sees no style sheet of the page, so it carries its own. Without > or & it survives the XML writer.
STYLE = """
:root { --ink: #1d2126; --muted: #565f6b; --accent: #0f6b6b; --relational: #2f6fb3; --good: #1c7a45 }
@media (prefers-color-scheme: dark) {
:root { --ink: #e9e6e0; --muted: #a4adb8; --accent: #5fc3bd; --relational: #7db2ea; --good: #6fcf97 }
}
g { --part: var(--muted) }
.primary { --part: var(--accent) } .replica { --part: var(--relational) } .standby { --part: var(--good) }
text { fill: var(--ink); font-family: Arial, Helvetica, sans-serif; font-size: 14px }
.node path, .node polygon, .node ellipse { fill: var(--part); fill-opacity: .12 }
.node path, .node polygon, .node ellipse { stroke: var(--part); stroke-width: 1.5 }
.node.storage path { fill-opacity: .2 } .node.muted path, .node.muted polygon { fill: none; stroke-dasharray: 4 3 }
.cluster path, .cluster polygon { fill: none; stroke: var(--muted); stroke-dasharray: 2 4 }
.cluster text, .node.muted text { fill: var(--muted) }
.edge path { fill: none; stroke: var(--part); stroke-width: 1.5 } .edge text { fill: var(--part) }
.edge polygon { fill: var(--part); stroke: var(--part) }
"""


def source_digest(source: Path) -> str:
    """Return the SHA-256 of a .dot file, in hex."""
    return hashlib.sha256(source.read_bytes()).hexdigest()


def is_stale(source: Path) -> bool:
    """Tell whether the picture beside a .dot file is missing, or drawn from another text or with another style."""
    drawn = source.with_suffix(".svg")
    text = drawn.read_text() if drawn.exists() else ""
    return source_digest(source) not in text or STYLE not in text


def draw(source: Path) -> str:
    """Return the SVG of a .dot file: styled by class, sized in px, transparent, and marked with its source's digest."""
    # Put before the file's own settings, so that a picture can differ where it must.
    graph = source.read_text().replace("{", "{" + DEFAULTS, 1)
    dot = subprocess.run(["dot", "-Tsvg"], input=graph, check=True, stdout=subprocess.PIPE, text=True)
    root = ET.fromstring(dot.stdout)
    for parent in list(root.iter()):
        for child in list(parent):
            # Titles would show node names as tooltips; a polygon right under the graph is its background.
            is_background = child.tag == f"{{{SVG}}}polygon" and parent.get("class") == "graph"
            if child.tag == f"{{{SVG}}}title" or is_background:
                parent.remove(child)
    width, height = (math.ceil(float(side)) for side in root.attrib["viewBox"].split()[2:])
    if width > WIDEST:
        raise ValueError(f"{source} is {width} px wide; shorten its labels until it is at most {WIDEST} px")
    # Without "preserve", the spaces that keep a label off its line would be dropped.
    root.attrib.update({"width": str(width), "height": str(height), f"{{{XML}}}space": "preserve"})
    style = ET.Element(f"{{{SVG}}}style")
    style.text = STYLE
    root.insert(0, style)
    mark = f"<!-- Drawn from {source.name} by scripts/draw_diagrams.py, sha256 {source_digest(source)} -->"
    return f"{mark}\n{ET.tostring(root, encoding='unicode')}\n"


def main() -> int:
    """Draw or check every picture; return 1 if one is stale or too wide."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only list pictures that do not match their source")
    check_only = parser.parse_args().check
    faults = []
    for source in sorted(CONTENT.glob("*/diagrams/*.dot")):
        if check_only:
            faults += [f"{source.with_suffix('.svg')} is stale: run make diagrams"] * is_stale(source)
            continue
        try:
            source.with_suffix(".svg").write_text(draw(source))
        except ValueError as fault:
            faults.append(str(fault))
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
