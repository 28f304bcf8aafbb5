"""Practising: what to take, one question at a time, and the way through them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from quizzes import actions, scoring, showing
from quizzes.actions.answering import Sibling, item_for, siblings_of, waiting_after
from quizzes.forms import AnswerForm, PracticeForm, ReportForm, shown_token
from quizzes.models import Attempt, AttemptItem
from quizzes.selection import Wanted
from studyhub.htmx import render_part

ITEM = "quizzes/attempt_item.html"
PARTS = {"item": "item"}


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: PersonRequest) -> HttpResponse:
    """The builder: services, topics, domain, which questions, how many. An open practice stands in its place."""
    if request.method == "POST":
        form = PracticeForm(request.POST)
        if form.is_valid():
            return start(request, Attempt.Kind.PRACTICE, form.wanted)
    else:
        form = PracticeForm.proposed(request.GET)
    resumable = request.user.attempts.resumable(timezone.now())
    context = {
        "form": form,
        "open_attempt": resumable.with_answered().filter(kind=Attempt.Kind.PRACTICE).first(),
        "section": "practise",
    }
    return render(request, "quizzes/practice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest) -> HttpResponse:
    """Begins a review of what is due, or goes on with the one that is open; a plain visit leads to the start page."""
    if request.method != "POST":
        return redirect("home")
    return start(request, Attempt.Kind.REVIEW, Wanted())


def start(request: PersonRequest, kind: str, wanted: Wanted) -> HttpResponse:
    """Starts an attempt and goes to its first item; where that is refused, leads to the builder, which says why."""
    try:
        attempt = actions.start_attempt(user=request.user, kind=kind, wanted=wanted, now=timezone.now())
    except actions.AttemptRefused as refusal:
        if refusal.open_attempt and kind == Attempt.Kind.REVIEW:
            return redirect(refusal.open_attempt)
        messages.warning(request, str(refusal))
        asked = {name: value for name, value in wanted.as_config().items() if value}
        return redirect(f"{reverse('quizzes:practice')}?{urlencode(asked, doseq=True)}")
    return redirect("quizzes:attempt_item", attempt.slug, 1)


@require_safe
def attempt_resume(request: PersonRequest, slug: str) -> HttpResponse:
    """Leads to the first item that waits for an answer, or to the results."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    waiting = attempt.items.filter(graded_at=None).order_by("rank").first()
    if waiting is None or not attempt.is_open:
        return redirect("quizzes:attempt_results", slug)
    return redirect("quizzes:attempt_item", slug, waiting.position)


@require_http_methods(["GET", "HEAD", "POST"])
def attempt_item(request: PersonRequest, slug: str, position: int) -> HttpResponse:
    """One question: shown, answered, and shown again with its feedback."""
    if request.method == "POST":
        return answer(request, slug, position)
    item = own_item(request, slug, position)
    if not item.is_graded and not item.attempt.is_open:
        return redirect("quizzes:attempt_results", slug)
    return item_page(request, item, ticked=request.GET.getlist("chosen"), is_refused="refused" in request.GET)


def own_item(request: PersonRequest, slug: str, position: int) -> AttemptItem:
    """The learner's own item; the same 404 for somebody else's and for one that never was."""
    try:
        return item_for(request.user, slug, position)
    except AttemptItem.DoesNotExist:
        raise Http404 from None


def answer(request: PersonRequest, slug: str, position: int) -> HttpResponse:
    """Takes an answer; answers with the feedback in place for htmx, by a redirect to the same address otherwise."""
    form = AnswerForm(request.POST)
    try:
        answered = actions.answer_item(
            user=request.user,
            slug=slug,
            position=position,
            chosen=form.chosen,
            seconds=form.seconds(slug, position),
            now=timezone.now(),
        )
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except actions.AnswerRefused as refusal:
        item = own_item(request, slug, position)
        if not item.attempt.is_open and not item.is_graded:
            messages.warning(request, str(refusal))
            return redirect("quizzes:attempt_results", slug)
        if request.htmx:
            shown = form.data["shown"] if form.seconds(slug, position) is not None else ""
            return item_page(request, item, ticked=form.chosen, is_refused=True, shown=shown)
        query = urlencode([("refused", "1"), *(("chosen", letter) for letter in form.chosen)])
        return redirect(f"{item.get_absolute_url()}?{query}")
    if answered.item.chosen != scoring.normalized(showing.keys_of(form.chosen, answered.item.option_order)):
        messages.info(request, "You had answered this one before. The first answer stands.")
    if request.htmx:
        return item_page(request, answered.item, siblings=answered.siblings)
    return redirect("quizzes:attempt_item", slug, position)


def item_page(
    request: PersonRequest,
    item: AttemptItem,
    *,
    ticked: "list[str] | None" = None,
    is_refused: bool = False,
    shown: str = "",
    siblings: "list[Sibling] | None" = None,
) -> HttpResponse:
    """Renders an item as it stands: open, with what is ticked (letters), or graded with its feedback."""
    context: dict[str, Any] = {
        "item": item,
        "attempt": item.attempt,
        "version": item.version,
        "question": item.question,
        "section": "practise",
        **progress(item, siblings or siblings_of(item)),
    }
    if item.is_graded:
        options = showing.graded_options(item.version.options, item.option_order, item.chosen)
        context |= {
            "options": options,
            "verdict": showing.verdict(options, is_correct=bool(item.is_correct)),
            "right": scoring.right_among(item.chosen, item.version.right_keys),
        }
    else:
        keys = showing.keys_of(ticked or [], item.option_order)
        refusal = scoring.refusal(keys, known=item.option_order, needed=item.version.keys_needed)
        context |= {
            "options": showing.open_options(item.version.options, item.option_order, "".join(keys)),
            "shown_token": shown or shown_token(item),
            "problem": refusal if is_refused else "",
        }
    return render_part(request, ITEM, context, parts=PARTS)


def progress(item: AttemptItem, siblings: "list[Sibling]") -> dict[str, Any]:
    """Where the learner is: how many are answered, what comes next and before, whether this one will come again.

    In a set that has ended the way leads from one answered item to the next in their order, and to the results.
    """
    originals = [row for row in siblings if not row.is_again]
    original_id = item.again_of_id or item.pk
    is_open = item.attempt.is_open
    waiting = waiting_after(item, siblings) if is_open else []
    readable = [row for row in siblings if row.is_graded or is_open]
    earlier = [row.position for row in readable if row.rank < item.rank]
    later = [row.position for row in readable if row.rank > item.rank and not is_open]
    return {
        "number": [row.pk for row in originals].index(original_id) + 1,
        "done": sum(row.is_graded for row in originals),
        "next_position": waiting[0].position if waiting else None,
        "previous_position": earlier[-1] if earlier else None,
        "later_position": later[0] if later else None,
        "comes_again": any(row.again_of_id == original_id for row in waiting),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def flag_item(request: PersonRequest, slug: str, position: int) -> HttpResponse:
    """Marks a question for later, or takes the mark off; a plain visit leads to the question."""
    item = own_item(request, slug, position)
    if request.method == "POST":
        actions.flag_question(item=item, is_flagged=request.POST.get("flag") == "on")
        if request.htmx.target == "flag":
            return render(request, f"{ITEM}#flag", {"item": item, "attempt": item.attempt})
    return redirect(item)


@require_http_methods(["GET", "HEAD", "POST"])
def report_item(request: PersonRequest, slug: str, position: int) -> HttpResponse:
    """Says that something is wrong with a question, before or after answering it."""
    item = own_item(request, slug, position)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.report_problem(item=item, reason=form.cleaned_data["reason"], text=form.cleaned_data["text"])
        messages.success(request, "Thank you. An editor will look at it.")
        return redirect(item)
    context = {"form": form, "item": item, "attempt": item.attempt, "version": item.version, "section": "practise"}
    return render(request, "quizzes/report_item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def attempt_end(request: PersonRequest, slug: str) -> HttpResponse:
    """Asks whether to end a set with questions left, and ends it."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    if request.method == "POST":
        actions.submit_attempt(attempt=attempt, now=timezone.now())
    if not attempt.is_open:
        return redirect("quizzes:attempt_results", slug)
    waiting = list(attempt.items.filter(graded_at=None).only("again_of"))
    left = sum(not item.is_again for item in waiting)
    context = {"attempt": attempt, "left": left, "agains": len(waiting) - left, "section": "practise"}
    return render(request, "quizzes/attempt_end.html", context)
