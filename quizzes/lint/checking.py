"""Reading a whole content folder and judging it: what the commands start from."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizzes.lint import banks, notes
from quizzes.lint.notes import Page
from quizzes.lint.questions import question_faults
from quizzes.packs import Bank, read_bank
from services.packs import Fault, Library, in_order, read_library


@dataclass(frozen=True, slots=True)
class Checked:
    """A content folder as read, with all that is wrong with it; it may be stored if there are no faults.

    `is_whole` tells whether each file could be read; else the library and the bank lack something.
    """

    library: Library
    bank: Bank
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    is_whole: bool


def check_content(root: Path, today: dt.date) -> Checked:
    """Returns what the folder `root` holds, judged by the format and by the house rules.

    The house rules wait while a whole file cannot be read: they would blame others for what is missing.
    """
    if not root.is_dir():
        missing = Fault(str(root), "", "There is no such folder.")
        return Checked(Library((), ()), Bank((), (), None), (missing,), (), is_whole=False)
    library, faults = read_library(root)
    bank, bank_faults = read_bank(root)
    faults += bank_faults
    warnings: list[Fault] = []
    # A row that cannot be read is judged no further, or its empty fields would be told twice.
    unreadable = {(fault.file, fault.key) for fault in faults}
    is_whole = all(key for _, key in unreadable)
    if is_whole:
        pages = notes.pages_of(library)
        found = house_faults(library, bank, pages, today)
        faults += [fault for fault in found if (fault.file, fault.key) not in unreadable]
        warnings += house_warnings(library, pages, today)
    return Checked(library, bank, tuple(in_order(faults)), tuple(in_order(warnings)), is_whole)


def house_faults(library: Library, bank: Bank, pages: Sequence[Page], today: dt.date) -> Iterator[Fault]:
    """Yields everything that breaks a house rule."""
    facts = {fact.key: fact for pack in library.packs for fact in pack.facts}
    confusions = {confusion.slug for confusion in bank.confusions}
    tasks = bank.blueprint.tasks if bank.blueprint else {}
    for page in pages:
        yield from notes.page_faults(page, library, tasks)
    for pack in library.packs:
        yield from notes.gives_each_fact_one_home(pack, [page for page in pages if page.pack is pack])
        yield from notes.keeps_its_dates(pack, today)
        questions = [question for question in bank.questions if question.service == pack.slug]
        yield from banks.spreads_its_keys(pack.slug, questions)
        yield from banks.hides_its_keys_among_long_options(pack.slug, questions)
    for question in bank.questions:
        yield from question_faults(question, facts, confusions, tasks)
    yield from banks.uses_each_key_once(bank.questions)
    yield from banks.asks_nothing_twice(bank.questions)
    yield from banks.asks_about_each_angle(library.packs, bank.questions)


def house_warnings(library: Library, pages: Sequence[Page], today: dt.date) -> Iterator[Fault]:
    """Yields what an editor should know of, though the content is sound."""
    for pack in library.packs:
        yield from notes.expired_facts(pack, today)
        yield from notes.unused_pictures(pack, [page for page in pages if page.pack is pack])
