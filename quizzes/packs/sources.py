"""What the files of the question bank hold, as plain values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OptionSource:
    """An answer to choose; `fact` and `confusion` are keys or ''."""

    id: str
    text: str
    is_key: bool
    rationale: str
    fact: str = ""
    confusion: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question as written; `service` is the slug of the pack it lies in, `file` where."""

    key: str
    service: str
    kind: str
    style: str
    domain: int
    task: str
    difficulty: int
    fact: str
    stem: str
    options: tuple[OptionSource, ...]
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def keys(self) -> tuple[OptionSource, ...]:
        """The right options."""
        return tuple(option for option in self.options if option.is_key)

    @property
    def distractors(self) -> tuple[OptionSource, ...]:
        """The wrong options."""
        return tuple(option for option in self.options if not option.is_key)


@dataclass(frozen=True, slots=True)
class ConfusionSource:
    """Two things that people mix up."""

    slug: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class TaskSource:
    """A task statement of the exam, such as 2.2."""

    id: str
    summary: str


@dataclass(frozen=True, slots=True)
class DomainSource:
    """A domain of the exam; `weight` is its share of the scored items in percent."""

    number: int
    name: str
    weight: int
    tasks: tuple[TaskSource, ...]


@dataclass(frozen=True, slots=True)
class BlueprintSource:
    """An exam: items, minutes, score scale and domains; `version` is the day from which it is in force."""

    code: str
    title: str
    version: dt.date
    questions: int
    scored: int
    unscored: int
    minutes: int
    lowest: int
    highest: int
    pass_score: int
    short_questions: int
    short_minutes: int
    domains: tuple[DomainSource, ...]
    sources: tuple[str, ...]
    checked_on: dt.date

    @property
    def tasks(self) -> Mapping[str, int]:
        """The domain of each task statement, by the task's id."""
        return {task.id: domain.number for domain in self.domains for task in domain.tasks}


@dataclass(frozen=True, slots=True)
class Bank:
    """All that a content folder holds for quizzes."""

    questions: tuple[QuestionSource, ...]
    confusions: tuple[ConfusionSource, ...]
    blueprint: BlueprintSource | None
