"""Practising: what to take, one question at a time, and the way through them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes import actions, scoring, showing
from quizzes.actions.answering import Answered, item_for, siblings_of, waiting_after
from quizzes.forms import AnswerForm, PracticeForm, ReportForm, shown_token
from quizzes.models import Attempt, AttemptItem
from quizzes.selection import Wanted
from studyhub.htmx import render_part

ITEM = "quizzes/attempt_item.html"
PARTS = {"item": "item"}


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """The builder: services, topics, domain, which questions, how many."""
    user = request.user
    if request.method == "POST":
        form = PracticeForm(request.POST)
        if form.is_valid():
            return start(request, Attempt.Kind.PRACTICE, form.wanted, form)
    else:
        initial = {name: request.GET.getlist(name) for name in ("services", "topics")}
        form = PracticeForm(initial={**initial, "pool": request.GET.get("pool", "all"), "length": 10})
    return builder_page(request, form, user.attempts.open().filter(kind=Attempt.Kind.PRACTICE).first())


def builder_page(
    request: HttpRequest, form: PracticeForm, open_attempt: Attempt | None, problem: str = ""
) -> HttpResponse:
    """The builder with the open set that is in the way, if any, and what was asked for kept."""
    context = {"form": form, "open_attempt": open_attempt, "problem": problem, "section": "practise"}
    return render(request, "quizzes/practice.html", context)


@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Begins a review of what is due, or goes on with the one that is open."""
    return start(request, Attempt.Kind.REVIEW, Wanted(), PracticeForm())


def start(request: HttpRequest, kind: str, wanted: Wanted, form: PracticeForm) -> HttpResponse:
    """Starts an attempt and goes to its first item; says why where that is refused."""
    try:
        attempt = actions.start_attempt(user=request.user, kind=kind, wanted=wanted, now=timezone.now())
    except actions.AttemptRefused as refusal:
        if refusal.open_attempt and kind == Attempt.Kind.REVIEW:
            return redirect(refusal.open_attempt)
        return builder_page(request, form, refusal.open_attempt, str(refusal))
    return redirect("quizzes:attempt_item", attempt.slug, 1)


@require_safe
def attempt_resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the first item that waits for an answer, or to the results."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    waiting = attempt.items.filter(graded_at=None).order_by("rank").first()
    if waiting is None or not attempt.is_open:
        return redirect("quizzes:attempt_results", slug)
    return redirect("quizzes:attempt_item", slug, waiting.position)


@require_http_methods(["GET", "HEAD", "POST"])
def attempt_item(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """One question: shown, answered, and shown again with its feedback."""
    if request.method == "POST":
        return answer(request, slug, position)
    item = own_item(request, slug, position)
    if not item.is_graded and not item.attempt.is_open:
        return redirect("quizzes:attempt_results", slug)
    return item_page(request, item, ticked=request.GET.getlist("chosen"), is_refused="refused" in request.GET)


def own_item(request: HttpRequest, slug: str, position: int) -> AttemptItem:
    """The learner's own item; the same 404 for somebody else's and for one that never was."""
    try:
        return item_for(request.user, slug, position)
    except AttemptItem.DoesNotExist:
        raise Http404 from None


def answer(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Takes an answer; answers with the feedback in place for htmx, by a redirect to the same address otherwise."""
    form = AnswerForm(request.POST)
    try:
        answered = actions.answer_item(
            user=request.user,
            slug=slug,
            position=position,
            chosen=form.chosen,
            seconds=form.seconds,
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
            return item_page(request, item, ticked=form.chosen, is_refused=True)
        query = urlencode({"chosen": form.chosen, "refused": 1}, doseq=True)
        return redirect(f"{item.get_absolute_url()}?{query}")
    if request.htmx:
        return item_page(request, answered.item, answered=answered)
    return redirect("quizzes:attempt_item", slug, position)


def item_page(
    request: HttpRequest,
    item: AttemptItem,
    *,
    ticked: "list[str] | None" = None,
    is_refused: bool = False,
    answered: Answered | None = None,
) -> HttpResponse:
    """Renders an item as it stands: open, or graded with its feedback."""
    siblings = siblings_of(item)
    context: dict[str, Any] = {
        "item": item,
        "attempt": item.attempt,
        "version": item.version,
        "question": item.question,
        "section": "practise",
        **progress(item, siblings),
    }
    if item.is_graded:
        shown = showing.graded_options(item.version.options, item.option_order, item.chosen)
        context |= {
            "options": shown,
            "verdict": showing.verdict(shown, is_correct=bool(item.is_correct)),
            "right": scoring.right_among(item.chosen, item.version.right_keys),
            "was_stale": answered is not None and not answered.is_new,
        }
    else:
        chosen = "".join(key for key in ticked or [] if len(key) == 1)
        shown = showing.open_options(item.version.options, item.option_order, chosen)
        known = [option.key for option in shown]
        context |= {
            "options": shown,
            "shown_token": shown_token(),
            "problem": scoring.refusal(ticked or [], known=known, needed=item.version.keys_needed) if is_refused else "",
        }
    return render_part(request, ITEM, context, parts=PARTS)


def progress(item: AttemptItem, siblings: "list[AttemptItem]") -> dict[str, Any]:
    """Where the learner is: how many are answered, what comes next and before, whether this one will come again."""
    originals = [row for row in siblings if not row.is_again]
    original_id = item.again_of_id or item.pk
    original = next(row for row in originals if row.pk == original_id)
    waiting = waiting_after(item, siblings)
    earlier = [row for row in siblings if row.rank < item.rank]
    return {
        "number": originals.index(original) + 1,
        "done": sum(row.is_graded for row in originals),
        "next_position": waiting[0].position if waiting else None,
        "previous_position": earlier[-1].position if earlier else None,
        "comes_again": any(row.again_of_id == original_id for row in waiting),
    }


@require_POST
def flag_item(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Marks a question for later, or takes the mark off."""
    item = own_item(request, slug, position)
    actions.flag_question(item=item, is_flagged=request.POST.get("flag") == "on")
    if request.htmx:
        return render(request, f"{ITEM}#flag", {"item": item, "attempt": item.attempt})
    return redirect(item)


@require_http_methods(["GET", "HEAD", "POST"])
def report_item(request: HttpRequest, slug: str, position: int) -> HttpResponse:
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
def attempt_end(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks whether to end a set with questions left, and ends it."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    if request.method == "POST":
        actions.submit_attempt(attempt=attempt, now=timezone.now())
    if not attempt.is_open:
        return redirect("quizzes:attempt_results", slug)
    left = attempt.items.filter(graded_at=None, again_of=None).count()
    return render(request, "quizzes/attempt_end.html", {"attempt": attempt, "left": left, "section": "practise"})
