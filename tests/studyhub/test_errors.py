"""Error pages: each looks like the site, says what happened and what to do, and loses nothing."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from quizzes.actions import start_attempt
from quizzes.models import AttemptItem
from quizzes.selection import Wanted
from studyhub import errors
from tests.factories import QuestionFactory


def heading(response):
    """The words of the page's first heading."""
    return response.content.decode().split("<h1>")[1].split("</h1>")[0]


def without_request_id(response):
    """The page with its request's number blanked."""
    return response.content.decode().replace(response["X-Request-Id"], "…")


@pytest.fixture
def item(bob):
    """A question that waits for bob's answer."""
    QuestionFactory(published=True)
    attempt = start_attempt(user=bob, kind="practice", wanted=Wanted(length=1), now=timezone.now())
    return attempt.items.get()


def test_unknown_page_is_a_404_in_the_site_s_words(visitor, db):
    response = visitor.get("/no-such-page/")
    assert response.status_code == 404
    assert heading(response) == errors.PAGES[404][0]
    assert response["X-Request-Id"] in response.content.decode()


def test_foreign_item_and_absent_item_are_the_same_page(item, charlie_client):
    foreign = charlie_client.get(item.get_absolute_url())
    absent = charlie_client.get("/practise/nobody-has-this/1/")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert without_request_id(foreign) == without_request_id(absent)


def test_foreign_group_and_absent_group_are_the_same_page(group, charlie_client):
    foreign = charlie_client.get(group.get_absolute_url())
    absent = charlie_client.get("/groups/nobody-has-this/")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert without_request_id(foreign) == without_request_id(absent)


def test_oversized_body_is_refused_before_it_is_read(item, bob_client):
    response = bob_client.post(item.get_absolute_url(), {"chosen": "a", "filler": "x" * 1_000_001})
    assert response.status_code == 413
    assert heading(response) == errors.PAGES[413][0]
    item.refresh_from_db()
    assert item.graded_at is None


def test_body_without_an_honest_length_is_refused(bob_client, item):
    response = bob_client.post(item.get_absolute_url(), {"chosen": "a"}, CONTENT_LENGTH="-5")
    assert response.status_code == 413


def test_stale_form_is_explained_and_changes_nothing(bob, item):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    response = client.post(item.get_absolute_url(), {"chosen": "a"})
    assert response.status_code == 403
    assert heading(response) == errors.PAGES[403][0]
    item.refresh_from_db()
    assert item.graded_at is None


def test_locked_database_says_that_the_answer_was_not_saved(item, bob_client):
    with patch("quizzes.actions.answer_item", side_effect=OperationalError("database is locked")):
        response = bob_client.post(item.get_absolute_url(), {"chosen": "a"})
    assert response.status_code == 503
    assert heading(response) == errors.PAGES[503][0]
    assert response["Retry-After"] == "5"
    assert bob_client.post(item.get_absolute_url(), {"chosen": "a"}).status_code == 302
    assert AttemptItem.objects.get(pk=item.pk).is_correct is True


def test_fault_of_ours_names_the_request_and_no_detail(item, bob_client):
    bob_client.raise_request_exception = False
    with patch("quizzes.actions.answer_item", side_effect=ValueError("secret detail")):
        response = bob_client.post(item.get_absolute_url(), {"chosen": "a"})
    assert response.status_code == 500
    assert heading(response) == errors.PAGES[500][0]
    assert "secret detail" not in response.content.decode()


def test_pages_of_signed_in_people_are_never_cached(bob_client):
    assert set(bob_client.get("/")["Cache-Control"].split(", ")) == {"no-store", "private"}


def test_html_varies_by_the_htmx_headers_and_carries_the_policy(visitor, db):
    response = visitor.get("/")
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response["Vary"].split(",")}
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_redirect_for_htmx_becomes_a_header(bob_client, item):
    attempt_url = f"/practise/{item.attempt.slug}/"
    response = bob_client.get(attempt_url, HTTP_HX_REQUEST="true")
    assert (response.status_code, response["HX-Redirect"]) == (204, item.get_absolute_url())
