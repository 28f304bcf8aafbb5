"""Practising in a real browser: by keyboard alone, without scripts, back and again, twice at once."""

import re

from django.db import connection
from playwright.sync_api import expect

from accounts.models import User
from quizzes.models import AttemptItem
from tests.browser.practising import digits, focused, heard, here, press, wait_for_focus
from tests.factories import UserFactory
from tests.quizzes.answers import right_of, wrong_of

# By keyboard alone


def test_whole_way_by_keyboard(page, live_server, bank):
    page.goto(f"{live_server.url}/accounts/signup/")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Rahel")
    press(page, "Tab")
    page.keyboard.type("rahel@example.com")
    press(page, "Tab")
    page.keyboard.type("seven quiet rivers")
    press(page, "Enter")
    page.get_by_role("link", name="Choose questions").focus()
    press(page, "Enter")
    page.get_by_role("checkbox", name=bank[0].service.name).focus()
    press(page, "Space")
    page.get_by_label("How many").focus()
    page.keyboard.type("5")
    page.get_by_role("button", name="Start practising").focus()
    press(page, "Enter")

    for number in range(1, 6):
        wait_for_focus(page, f"Question {number} of 5")
        assert page.title() == f"Question {number} of 5 – StudyHub"
        assert heard(page) == ""
        item = here(page)
        press(page, *(digits(right_of(item)) if number % 2 else [letter.lower() for letter in right_of(item)]), "Enter")
        wait_for_focus(page, "Correct. The answer is")
        assert heard(page) == f"Correct. The answer is {' and '.join(sorted(right_of(item)))}."
        press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice results")
    expect(page.get_by_text("5 of 5", exact=True).first).to_be_visible()
    assert AttemptItem.objects.filter(user=User.objects.get(), is_correct=True).count() == 5


def test_keys_skip_go_back_mark_report_and_list_themselves(page, begin, bank):
    begin(bank[:3])
    first = page.url
    press(page, "n")
    wait_for_focus(page, "Question 2 of 3")
    press(page, "p")
    wait_for_focus(page, "Question 1 of 3")
    assert page.url == first
    press(page, "m")
    expect(page.locator("#flag-button")).to_have_text("Marked – remove the mark")
    assert heard(page) == "Marked for review"
    assert focused(page) == "Question 1 of 3"
    page.locator("#flag-button").focus()
    press(page, "Space")
    wait_for_focus(page, "Mark for review")
    assert heard(page) == "The mark is removed"
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    press(page, "n")
    assert page.url == first
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert focused(page) == "Mark for review"
    page.get_by_role("heading", level=1).focus()
    press(page, "1", "Enter")
    page.locator("#verdict").wait_for()
    press(page, "n")
    wait_for_focus(page, "Question 2 of 3")
    press(page, "r")
    expect(page.get_by_role("heading", level=1)).to_have_text("Report a problem")


def test_keys_are_off_while_typing(page, begin, bank):
    attempt = begin(bank[:2])
    page.goto(f"{page.url}report/")
    page.get_by_label("In your words").focus()
    page.keyboard.type("1n?mpr/")
    assert page.get_by_label("In your words").input_value() == "1n?mpr/"
    press(page, "Enter")
    assert page.url.endswith("/report/")
    assert not attempt.items.filter(is_flagged=True).exists()


def test_keys_are_off_in_the_settings_and_for_visitors(page, begin, bank, dana, context, live_server):
    User.objects.update(has_shortcuts=False)
    begin(bank[:2])
    url = page.url
    press(page, "1", "n", "m", "?", "r")
    assert page.locator(":checked").count() == 0
    assert page.url == url
    expect(page.get_by_role("dialog")).to_be_hidden()

    context.clear_cookies()
    page.goto(live_server.url)
    press(page, "1", "/")
    assert page.locator(":checked").count() == 0


def test_key_held_down_does_not_run_on(page, begin, bank):
    attempt = begin(bank[:3])
    press(page, "1")
    page.keyboard.down("Enter")
    page.locator("#verdict").wait_for()
    for _ in range(5):
        page.keyboard.down("Enter")
    page.wait_for_timeout(300)
    assert page.url.endswith(f"{attempt.slug}/1/")
    page.keyboard.up("Enter")
    press(page, "Enter")
    wait_for_focus(page, "Question 2 of 3")


def test_arrows_and_space_choose_as_the_browser_has_it(page, begin, bank):
    begin(bank[:1])
    page.get_by_role("radio").first.focus()
    press(page, "Space", "ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    press(page, "Enter")
    page.locator("#verdict").wait_for()
    assert here(page).chosen == here(page).option_order[1]


# Choosing two


def test_choose_two_counts_and_refuses_a_tick_too_many(page, begin, bank):
    begin(bank[6:7])
    boxes, counter, problem = page.get_by_role("checkbox"), page.locator("[data-counter]"), page.locator("#problem")
    expect(page.get_by_text("Choose 2", exact=True)).to_be_visible()
    expect(counter).to_have_text("0 of 2")
    press(page, "Enter")
    expect(problem).to_have_text("Choose 2: you have chosen 0 so far.")
    page.wait_for_function("document.activeElement.value === 'A'")
    press(page, "2")
    expect(counter).to_have_text("1 of 2")
    expect(problem).to_be_hidden()
    press(page, "Enter")
    expect(problem).to_have_text("Choose 2: you have chosen 1 so far.")
    expect(counter).to_have_text("1 of 2")
    page.locator("label.option").nth(3).click()
    expect(counter).to_have_text("2 of 2")
    page.locator("label.option").nth(4).click()
    expect(problem).to_have_text("2 chosen – clear one first")
    assert [box.is_checked() for box in boxes.all()] == [False, True, False, True, False]
    press(page, "2", "5")
    expect(problem).to_be_hidden()
    assert [box.is_checked() for box in boxes.all()] == [False, False, False, True, True]


# Without scripts


def test_whole_way_without_scripts(browser, live_server, bank, sign_in, watched):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    dana, page = sign_in(context, UserFactory()), watched(context.new_page())
    page.goto(f"{live_server.url}/practise/")
    page.get_by_label("How many").select_option("10")
    page.get_by_role("button", name="Start practising").click()

    multiples = 0
    while "results" not in page.url:
        item = here(page)
        if item.version.keys_needed == 2 and not item.is_graded:
            multiples += not item.is_again
            expect(page.get_by_text("Choose 2", exact=True)).to_be_visible()
            page.locator("label.option").nth(2).click()
            page.get_by_role("button", name="Check").click()
            expect(page.get_by_text("Choose 2: you have chosen 1 so far.")).to_be_visible()
            expect(page.get_by_role("checkbox").nth(2)).to_be_checked()
            page.locator("label.option").nth(2).click()
        is_right = item.position != 3
        for letter in right_of(item) if is_right else wrong_of(item):
            page.locator("label.option").nth("ABCDEF".index(letter)).click()
        url = page.url.split("?")[0]
        page.get_by_role("button", name="Check").click()
        assert page.url == url
        expect(page.locator("#verdict")).to_contain_text("Correct." if is_right else "Incorrect.")
        page.reload()
        expect(page.locator("#verdict")).to_be_visible()
        page.get_by_role("link", name=re.compile("Next|See results")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Practice results")
    assert multiples == 2
    assert AttemptItem.objects.filter(user=dana, graded_at__isnull=False).count() == 9
    page.get_by_role("link", name="Missed 1").click()
    assert page.locator(".result-items li").count() == 1
    context.close()


# Back, reload, twice


def test_back_shows_the_earlier_item_locked_with_its_feedback(page, begin, bank):
    attempt = begin(bank[:3])
    press(page, "1", "Enter")
    page.locator("#verdict").wait_for()
    press(page, "Enter")
    wait_for_focus(page, "Question 2 of 3")
    page.go_back()
    page.locator("#verdict").wait_for()
    assert page.url.endswith(f"{attempt.slug}/1/")
    assert page.locator("input[name=chosen]").count() == 0
    page.reload()
    page.locator("#verdict").wait_for()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2 of 3")
    kept = page.evaluate("Object.values(localStorage).concat(Object.values(sessionStorage)).join()")
    assert "Question" not in kept


def test_check_pressed_twice_is_one_answer(page, begin, bank):
    begin(bank[:3])
    page.locator("label.option").first.click()
    page.get_by_role("button", name="Check").dblclick()
    page.locator("#verdict").wait_for()
    page.wait_for_load_state("networkidle")

    assert page.locator("#verdict").count() == 1
    assert AttemptItem.objects.filter(graded_at__isnull=False).count() == 1


def test_check_and_skip_at_once_leave_address_and_page_alike(page, begin, bank):
    begin(bank[:3])
    page.locator("label.option").first.click()
    page.evaluate("""() => {
        document.querySelector("[data-key~=Enter]").click();
        document.querySelector("[data-key~=n]").click();
    }""")
    page.locator("#verdict").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/1/")


def test_lost_connection_is_told_and_the_choice_stays(page, begin, bank, context, watched):
    begin(bank[:2])
    page.locator("label.option").nth(1).click()
    context.set_offline(True)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert").filter(has_text="No connection. Nothing was lost")).to_be_visible()
    expect(page.locator("#item")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    context.set_offline(False)
    page.get_by_role("button", name="Check").click()
    page.locator("#verdict").wait_for()
    told = ("ERR_INTERNET_DISCONNECTED", "htmx:")
    watched.complaints[:] = [line for line in watched.complaints if not any(word in line for word in told)]


def test_busy_is_told_while_waiting(page, begin, bank):
    begin(bank[:2])
    seen = []
    page.expose_function("note", lambda value: seen.append(value))
    page.evaluate("""() => new MutationObserver(() => note(document.getElementById("item").getAttribute("aria-busy")))
        .observe(document.getElementById("item"), {attributes: true, attributeFilter: ["aria-busy"]})""")
    press(page, "1", "Enter")
    page.locator("#verdict").wait_for()
    page.wait_for_function("document.getElementById('item').getAttribute('aria-busy') === 'false'")
    assert seen[0] == "true"
    assert seen[-1] == "false"


def test_signed_out_meanwhile_returns_to_the_same_question(page, begin, bank, dana):
    begin(bank[:2])
    dana.set_password("seven quiet rivers")
    dana.save()
    url = page.url
    press(page, "1")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
    page.get_by_role("button", name="Check").click()
    page.get_by_label("E-mail").fill(dana.email)
    page.get_by_label("Password", exact=True).fill("seven quiet rivers")
    press(page, "Enter")
    page.wait_for_url(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 2")


# By eye
