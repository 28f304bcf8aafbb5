"""The arithmetic of the checks: is a spread even, are two sentences alike."""

import math
import re
from collections.abc import Sequence

_WORD = re.compile(r"[a-z0-9]+(?:[-'.][a-z0-9]+)*")
# With fewer expected cases in a cell, the chi-square distribution is no fair approximation (Cochran's rule).
LEAST_EXPECTED = 5.0


def chi_square_p(observed: Sequence[float], expected: Sequence[float]) -> float:
    """Returns how likely a spread at least as uneven as `observed` is if `expected` holds (Pearson's test).

    Both are counts of the same cells, with the same sum. Cells with fewer than five expected cases are joined
    with the cell before them; 1.0 if fewer than two are left. Source: Abramowitz and Stegun 26.4.4, 26.4.5.
    """
    cells: list[tuple[float, float]] = []
    for pair in zip(observed, expected, strict=True):
        if cells and min(cells[-1][1], pair[1]) < LEAST_EXPECTED:
            cells[-1] = (cells[-1][0] + pair[0], cells[-1][1] + pair[1])
        else:
            cells.append(pair)
    if len(cells) < 2 or cells[-1][1] < LEAST_EXPECTED:
        return 1.0
    statistic = sum((seen - due) ** 2 / due for seen, due in cells)
    return _upper_tail(statistic, len(cells) - 1)


def _upper_tail(statistic: float, degrees: int) -> float:
    """Returns the chance that a chi-square variable with `degrees` of freedom exceeds `statistic`."""
    half = statistic / 2
    if degrees % 2 == 0:
        return math.exp(-half) * sum(half**i / math.factorial(i) for i in range(degrees // 2))
    series: float = sum(half ** (i - 0.5) / math.gamma(i + 0.5) for i in range(1, (degrees + 1) // 2))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * series


def words_in(text: str) -> frozenset[str]:
    """Returns the different words of a text, in small letters."""
    return frozenset(_WORD.findall(text.lower()))


def similarity(first: frozenset[str], second: frozenset[str]) -> float:
    """Returns the share of words that two sets have in common, 0 to 1 (Jaccard); 0 for two empty sets."""
    together = len(first | second)
    return len(first & second) / together if together else 0.0
