"""My groups, a group's board, what a number is made of, and the rules."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from groups import boards, leaderboard, standings
from groups.ledger import changes_of, topics_of
from groups.models import Membership
from groups.views.access import membership_for, page_of
from studyhub.htmx import render_part


@require_safe
def group_list(request: PersonRequest) -> HttpResponse:
    """The groups one is in, with one's place in each."""
    mine = boards.my_groups(request.user, timezone.now())
    return render(request, "groups/group_list.html", {"mine": mine, "section": "groups"})


@require_safe
def group_board(request: PersonRequest, slug: str) -> HttpResponse:
    """The level board, or with `?board=week` the week's gains: the rows around the reader, or with `?all=1` all."""
    membership = membership_for(request, slug)
    group, now = membership.group, timezone.now()
    by_gain = request.GET.get("board") == "week"
    board = boards.board_of(group, request.user, now, by_gain=by_gain)
    is_full = request.GET.get("all") == "1"
    week, horizon, today = group.week(now), group.horizon(now), group.today(now)
    context = page_of(
        membership,
        "week" if by_gain else "level",
        board=board,
        shown=board.rows if is_full else board.around_me,
        is_full=is_full,
        horizon=horizon,
        days_left=(horizon - today).days if horizon == group.exam_on else None,
        ends_on=week.last_day(group.zone),
        member_count=group.memberships.count(),
        warm_after=leaderboard.WARM_AFTER,
        goal=leaderboard.GOAL,
    )
    return render_part(request, "groups/group_board.html", context, parts={"board": "board"})


@require_safe
def ledger(request: PersonRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """What a number is made of: one's own, or that of a member who shares theirs."""
    membership = membership_for(request, slug)
    group = standings.refresh(membership.group, timezone.now())
    shown = Membership.objects.visible_to(request.user).select_related("standing")
    member = get_object_or_404(shown, group=group, pk=membership.pk if pk is None else pk)
    member.group = group
    context = page_of(
        membership,
        "",
        member=member,
        is_me=member.pk == membership.pk,
        level=leaderboard.score(member.standing.points, group.item_count),
        horizon=member.standing.horizon_on,
        topics=topics_of(member, member.standing),
        changes=changes_of(member, member.standing),
        warm_after=leaderboard.WARM_AFTER,
    )
    return render(request, "groups/ledger.html", context)


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """How boards are ranked, in plain words."""
    return render(request, "groups/rules.html", {"section": "groups"})
