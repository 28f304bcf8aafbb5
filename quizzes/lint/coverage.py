"""What a content folder covers: how many facts and questions, where, of which kind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.packs import Bank, QuestionSource
from services.packs import FactSource, Library

DIFFICULTIES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts of one service, or of all; `cells` counts questions by (domain, difficulty)."""

    service: str
    facts: int
    angles: int
    questions: int
    scenarios: int
    multiples: int
    cells: Mapping[tuple[int, int], int]

    @property
    def scenario_share(self) -> float:
        return self.scenarios / self.questions if self.questions else 0.0

    @property
    def multiple_share(self) -> float:
        return self.multiples / self.questions if self.questions else 0.0


def coverage(library: Library, bank: Bank) -> tuple[Coverage, ...]:
    """Returns the counts of each service, in the library's order, and of all of them at the end, as "all"."""
    rows = [
        _count(pack.slug, pack.facts, [question for question in bank.questions if question.service == pack.slug])
        for pack in library.packs
    ]
    facts = [fact for pack in library.packs for fact in pack.facts]
    return (*rows, _count("all", facts, bank.questions))


def coverage_table(rows: Sequence[Coverage], domains: Sequence[int] = (1, 2, 3, 4)) -> str:
    """Returns the counts as lines of text; a domain's cell has its questions of difficulty 1/2/3."""
    titles = ["service", "facts", "angles", "questions", "scenario", "multiple"]
    table = [[*titles, *(f"domain {domain}" for domain in domains)]]
    for row in rows:
        cells = ["/".join(str(row.cells.get((domain, level), 0)) for level in DIFFICULTIES) for domain in domains]
        counts = [str(row.facts), str(row.angles), str(row.questions)]
        table.append([row.service, *counts, f"{row.scenario_share:.0%}", f"{row.multiple_share:.0%}", *cells])
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    lines = []
    for line in table:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        lines.append("  ".join([first, *others]))
    return "\n".join(lines)


def _count(service: str, facts: Sequence[FactSource], questions: Sequence[QuestionSource]) -> Coverage:
    return Coverage(
        service=service,
        facts=len(facts),
        angles=sum(bool(fact.exam_angle) for fact in facts),
        questions=len(questions),
        scenarios=sum(question.style == "scenario" for question in questions),
        multiples=sum(question.kind == "multiple" for question in questions),
        cells=Counter((question.domain, question.difficulty) for question in questions),
    )
