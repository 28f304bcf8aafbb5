"""Publishing: freezing a question into the version that learners are given."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from quizzes.models import Question, QuestionVersion
from quizzes.signals import bank_changed
from services.models import Note
from services.rendering import render_inline, render_text


def frozen_options(question: Question) -> list[dict[str, Any]]:
    """The options as a version keeps them: rendered, with the keys of the facts and pairs they cite."""
    return [
        {
            "key": option.key,
            "html": render_inline(option.text),
            "is_key": option.is_key,
            "rationale_html": render_inline(option.rationale),
            "fact": option.fact.key if option.fact else "",
            "confusion": option.confusion.slug if option.confusion else "",
        }
        for option in question.options.select_related("fact", "confusion").order_by("key")
    ]


@transaction.atomic
def publish_question(*, question: Question, by: User | None, reviewed_by: str) -> QuestionVersion:
    """Publishes the question as it stands; makes a new frozen version only when a learner would see a difference."""
    options = frozen_options(question)
    stem_html = render_text(question.stem)
    digest = hashlib.sha256(
        json.dumps([question.kind, stem_html, options], sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    current = question.current
    was_published = question.state == Question.State.PUBLISHED and current is not None
    if current is None or current.digest != digest:
        texts = [question.stem, *question.options.values_list("text", flat=True)]
        current = QuestionVersion.objects.create(
            question=question,
            number=question.versions.count() + 1,
            kind=question.kind,
            stem_html=stem_html,
            options=options,
            keys_needed=sum(option["is_key"] for option in options),
            words=sum(len(text.split()) for text in texts),
            digest=digest,
            created_by=by,
            reviewed_by=reviewed_by,
        )
    question.current = current
    question.state = Question.State.PUBLISHED
    question.reviewed_by = reviewed_by
    question.save()
    if not was_published:
        announce_bank_change({question.service_id})
    return current


@transaction.atomic
def retire_question(*, question: Question) -> Question:
    """Takes a question out of use; what was answered to it stays in its learners' history."""
    was_published = question.state == Question.State.PUBLISHED
    question.state = Question.State.RETIRED
    question.save()
    if was_published:
        announce_bank_change({question.service_id})
    return question


def announce_bank_change(service_ids: set[int]) -> None:
    """Brings the counts beside the topics up to date and tells the apps above that the published questions have changed."""
    if not service_ids:
        return
    settled = Question.objects.published().filter(fact__note=OuterRef("pk")).order_by().values("fact__note")
    counts = settled.annotate(number=Count("pk")).values("number")
    Note.objects.filter(service__in=service_ids).update(question_count=Coalesce(Subquery(counts), 0))
    bank_changed.send(sender=Question, service_ids=service_ids)
