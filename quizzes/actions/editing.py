"""What editors do with questions at the desk, beyond typing: check, publish, dispute, put up for review, close reports."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.models import User
from quizzes import publishing
from quizzes.actions.bank import announce_bank_change, publish_question, retire_question
from quizzes.models import Blueprint, Option, Question, QuestionVersion
from quizzes.packs import OptionSource, QuestionSource
from quizzes.publishing import Cited, Refusal
from services.models import Fact


class PublishRefused(Exception):
    """Why a question cannot be published: all the sentences there are."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(sentence(refusal) for refusal in refusals))
        self.refusals = refusals


def sentence(refusal: Refusal) -> str:
    """A refusal that can stand alone, away from the field it is about."""
    return f"Option {refusal.option}: {refusal.message}" if refusal.option else refusal.message


def exam_tasks() -> dict[str, int]:
    """The domain of each task statement of the current exam; empty when none is loaded."""
    blueprint = Blueprint.objects.filter(is_current=True).order_by("-version").first()
    domains = blueprint.data.get("domains", []) if blueprint else []
    return {task["id"]: domain["number"] for domain in domains for task in domain["tasks"]}


def source_of(question: Question, options: Iterable[Option]) -> QuestionSource:
    """A question as the house rules read it, saved or still being typed."""
    return QuestionSource(
        key=question.key,
        service=question.service.slug if question.service_id else "",
        kind=question.kind,
        style=question.style,
        domain=question.domain,
        task=question.task,
        difficulty=question.difficulty,
        fact=question.fact.key if question.fact_id else "",
        stem=question.stem,
        options=tuple(
            OptionSource(
                id=option.key,
                text=option.text,
                is_key=option.is_key,
                rationale=option.rationale,
                fact=option.fact.key if option.fact else "",
                confusion=option.confusion.slug if option.confusion else "",
            )
            for option in options
        ),
    )


def cited_by(question: Question, options: Iterable[Option]) -> dict[str, Cited]:
    """What publishing asks of each fact that a question and its options rest on."""
    facts: list[Fact] = [option.fact for option in options if option.fact]
    if question.fact_id:
        facts.append(question.fact)
    return {fact.key: Cited(fact.confidence, bool(fact.sources)) for fact in facts}


def refusals_of(question: Question) -> list[Refusal]:
    """Everything that stands in the way of publishing a stored question as it is."""
    options = list(question.options.select_related("fact", "confusion").order_by("key"))
    return list(
        publishing.refusals(
            source_of(question, options), cited_by(question, options), exam_tasks(), dict(Question.Domain.choices)
        )
    )


def locked(question: Question) -> Question:
    """The question as it is stored now, kept from others until the transaction ends."""
    return (
        Question.objects.select_for_update(of=("self",))
        .select_related("service", "fact", "current")
        .get(pk=question.pk)
    )


@transaction.atomic
def publish_checked(*, question: Question, by: User, reviewed_by: str) -> QuestionVersion:
    """Publishes a stored question; raises PublishRefused with all that stands in the way."""
    question = locked(question)
    if refusals := refusals_of(question):
        raise PublishRefused(refusals)
    return publish_question(question=question, by=by, reviewed_by=reviewed_by)


@transaction.atomic
def dispute_question(*, question: Question) -> bool:
    """Takes a question out of use until its text has been settled; tells whether that changed anything."""
    question = locked(question)
    if question.state in {Question.State.DISPUTED, Question.State.RETIRED}:
        return False
    was_published = question.state == Question.State.PUBLISHED
    question.state = Question.State.DISPUTED
    question.save()
    if was_published:
        announce_bank_change({question.service_id})
    return True


@transaction.atomic
def ask_for_review(*, question: Question) -> bool:
    """Puts a draft up for somebody else to look at; tells whether it was one."""
    question = locked(question)
    if question.state != Question.State.DRAFT:
        return False
    question.state = Question.State.IN_REVIEW
    question.save()
    return True


@transaction.atomic
def retire_stored(*, question: Question) -> bool:
    """Retires a question as it is stored now; tells whether it was in use."""
    question = locked(question)
    if question.state == Question.State.RETIRED:
        return False
    retire_question(question=question)
    return True
