"""Groups in a real browser: pages without a fault in either scheme, joining by link, the full list by keyboard."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from groups import actions, standings
from tests.factories import MembershipFactory, QuestionFactory, UserFactory
from tests.groups.studying import answer


@pytest.fixture
def team(group, bob):
    """Team Nimbus with eight members, of whom one is listed by an alias and one hides."""
    question = QuestionFactory(published=True)
    group.services.set([question.service])
    group.exam_on = timezone.localdate() + dt.timedelta(days=17)
    group.save()
    for number in range(4):
        MembershipFactory(group=group, user=UserFactory(display_name=f"Learner number {number}"))
    MembershipFactory(group=group, visibility="alias", shown_name="Quiet heron")
    MembershipFactory(group=group, visibility="hidden")
    answer(bob, question, timezone.now())
    return standings.refresh(group, timezone.now(), force=True)


@pytest.mark.parametrize(
    "name", ["board", "group_members", "my_membership", "group_invite", "group_settings", "group_member", "ledger"]
)
def test_page_of_a_group_is_accessible(live_server, page, sign_in, axe_clean, team, alice, bob, name):
    sign_in(page.context, alice)
    rest = [team.memberships.get(user=bob).pk] if name in ("group_member", "ledger") else []
    address = team.get_absolute_url() if name == "board" else reverse(f"groups:{name}", args=[team.slug, *rest])

    page.goto(f"{live_server.url}{address}")

    axe_clean(page)


@pytest.mark.parametrize("name", ["group_list", "group_create", "rules"])
def test_page_about_groups_is_accessible(live_server, page, sign_in, axe_clean, team, alice, name):
    sign_in(page.context, alice)

    page.goto(f"{live_server.url}{reverse(f'groups:{name}')}")

    axe_clean(page)


def test_a_link_lets_in_and_the_browser_keeps_its_address_to_itself(
    live_server, page, sign_in, axe_clean, team, alice, charlie
):
    _, token = actions.invite(group=team, by=alice, days=7, max_uses=1, now=timezone.now())
    sign_in(page.context, charlie)
    referers = []
    page.on("request", lambda request: referers.append(request.all_headers().get("referer", "")))

    page.goto(f"{live_server.url}{reverse('groups:invitation', args=[token])}")
    axe_clean(page)
    page.get_by_label("Ranked by an alias").check()
    page.get_by_label("Alias", exact=True).fill("Otter")
    page.get_by_role("button", name="Join Team Nimbus").click()

    page.wait_for_url(f"**{team.get_absolute_url()}")
    assert page.get_by_role("link", name="You", exact=True).first.is_visible()
    assert not [referer for referer in referers if token in referer]


def test_the_full_list_opens_by_keyboard_and_keeps_the_focus(live_server, page, sign_in, team, bob):
    sign_in(page.context, bob)
    page.goto(f"{live_server.url}{team.get_absolute_url()}")
    assert page.locator(".board tbody tr").count() == 5

    page.locator("#board-more").focus()
    page.keyboard.press("Enter")

    page.wait_for_selector("text=Show only the rows around you")
    assert page.locator(".board tbody tr").count() == 7
    assert page.evaluate("document.activeElement.id") == "board-more"
    page.reload()
    assert page.locator(".board tbody tr").count() == 7
