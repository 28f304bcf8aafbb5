"""Practising by eye and by ear: accessible pages, large targets, doubled text, nothing hidden, nothing moving."""

import re

from tests.browser.practising import digits, heard, here, press
from tests.quizzes.answers import item_at, right_of, wrong_of

REDUCED = {"reduced_motion": "reduce"}


def test_pages_are_accessible(page, begin, bank, axe_clean, live_server):
    page.emulate_media(**REDUCED)
    page.goto(live_server.url)
    axe_clean(page)
    page.goto(f"{live_server.url}/practise/")
    page.locator("summary").first.click()
    axe_clean(page)

    attempt = begin([*bank[:2], bank[6], bank[7]])
    shown = set()
    for position in range(1, 5):
        page.goto(f"{live_server.url}/practise/{attempt.slug}/{position}/")
        item = here(page)
        multiple, is_right = item.version.keys_needed == 2, (item.version.keys_needed, True) not in shown
        shown.add((item.version.keys_needed, is_right))
        axe_clean(page)
        if multiple:
            press(page, "1", "Enter")
            page.locator("#problem:not(:empty)").wait_for()
            axe_clean(page)
            press(page, "1")
        press(page, *digits(right_of(item) if is_right else wrong_of(item)), "Enter")
        page.locator("#verdict").wait_for()
        axe_clean(page)
    assert len(shown) == 4

    page.goto(f"{live_server.url}/practise/{attempt.slug}/5/")
    axe_clean(page)
    for path in ("end/", "1/report/"):
        page.goto(f"{live_server.url}/practise/{attempt.slug}/{path}")
        axe_clean(page)
    page.get_by_role("button", name="Send report").click()
    page.goto(f"{live_server.url}/practise/{attempt.slug}/end/")
    page.get_by_role("button", name="End it").click()
    axe_clean(page)
    page.goto(live_server.url)
    axe_clean(page)


def test_welcome_is_accessible_before_and_after_trying(page, live_server, bank, axe_clean, watched):
    page.emulate_media(**REDUCED)
    page.goto(live_server.url)
    axe_clean(page)
    page.locator("label.option").first.click()
    page.get_by_role("button", name="Check").click()
    page.locator(".verdict").wait_for()
    assert re.fullmatch(r"(Correct|Incorrect)\. The answer is [A-D]\.", heard(page))
    axe_clean(page)


def test_targets_are_large(page, begin, bank):
    begin(bank[6:7])

    def small():
        return page.evaluate("""() => [...document.querySelectorAll("main a, main button, main summary, label.option")]
            .filter(e => e.offsetParent && !e.closest(".prose, .quote, .why:not(details), dl, p.muted"))
            .map(e => [e.innerText.slice(0, 30), Math.round(e.getBoundingClientRect().height)])
            .filter(([, height]) => height < 44)""")

    assert small() == []
    press(page, "1", "2", "Enter")
    page.locator("#verdict").wait_for()
    assert small() == []


def test_text_can_be_doubled(browser_type, browser_type_launch_args, begin, bank, dana, sign_in, live_server):
    attempt = begin(bank[6:7])
    args = [*browser_type_launch_args["args"], "--blink-settings=defaultFontSize=32"]
    large = browser_type.launch(**browser_type_launch_args | {"args": args})
    page = large.new_page(viewport={"width": 390, "height": 844})
    sign_in(page.context, dana)

    def overflow(path):
        page.goto(live_server.url + path)
        return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    item = f"/practise/{attempt.slug}/1/"
    assert {overflow(path) for path in ("/", "/practise/", "/library/", item, f"{item}report/")} == {0}
    page.goto(live_server.url + item)
    press(page, *digits(right_of(item_at(attempt, 1))), "Enter")
    page.locator("#verdict").wait_for()
    assert {overflow(path) for path in (item, f"/practise/{attempt.slug}/results/")} == {0}
    large.close()


def test_focus_is_not_hidden_behind_the_bar(page, begin, bank):
    begin(bank[6:7])
    page.set_viewport_size({"width": 390, "height": 520})
    for option in page.get_by_role("checkbox").all():
        option.focus()
        box = page.locator("label.option:has(:focus)").bounding_box()
        bar = page.locator(".sticky .button").first.bounding_box()
        assert box["y"] + box["height"] <= bar["y"] + 1 or box["y"] >= bar["y"] + bar["height"]


def test_nothing_moves_for_those_who_want_it_still(page, begin, bank):
    page.emulate_media(**REDUCED)
    begin(bank[:1])
    moving = page.evaluate("""() => [...document.querySelectorAll("*")]
        .map(e => [e, getComputedStyle(e)])
        .filter(([e, style]) => parseFloat(style.transitionDuration) > 0 || style.animationName !== "none")
        .map(([e]) => e.outerHTML.slice(0, 60))""")
    assert moving == []
