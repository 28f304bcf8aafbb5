"""Every mail is in our words, from our address, with links to the site."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core import mail
from django.test import RequestFactory

from accounts.adapter import on_this_site

pytestmark = pytest.mark.django_db
MAILS = {
    "account_already_exists": {"password_reset_url": "http://testserver/reset/"},
    "unknown_account": {"signup_url": "http://testserver/signup/"},
    "email_confirmation": {"activate_url": "http://testserver/confirm/"},
    "email_confirmation_signup": {"activate_url": "http://testserver/confirm/"},
    "password_reset_key": {"password_reset_url": "http://testserver/reset/key/"},
    "password_reset": {},
    "password_changed": {},
    "password_set": {},
    "email_changed": {"from_email": "dana@example.com", "to_email": "new@example.com"},
    "email_deleted": {"deleted_email": "new@example.com"},
}
NOTIFICATIONS = ("password_reset", "password_changed", "password_set", "email_changed", "email_deleted")


@pytest.mark.parametrize("name", MAILS)
def test_mails_are_plain_and_ours(name, dana, settings):
    settings.SITE_URL = "https://study.example"
    request = RequestFactory(headers={"user-agent": "Firefox <&>"}).get("/")
    request.user = dana
    with request_context(request):
        adapter = get_adapter(request)
        if name in NOTIFICATIONS:
            adapter.send_notification_mail(f"account/email/{name}", dana, MAILS[name])
        else:
            adapter.send_mail(f"account/email/{name}", dana.email, MAILS[name])

    [message] = mail.outbox
    assert message.from_email == "StudyHub <studyhub@localhost>"
    assert message.alternatives == []
    assert message.body.startswith("Hello,\n\n")
    assert message.body.endswith("\n\nStudyHub\nhttps://study.example")
    assert [word for word in ("testserver", "&amp;", "&lt;", "\n\n\n", "example.com!") if word in message.body] == []
    assert all(
        value.replace("http://testserver", "https://study.example") in message.body for value in MAILS[name].values()
    )
    assert ("Firefox <&>" in message.body) == (name in NOTIFICATIONS)


@pytest.mark.parametrize("site", ["https://study.example", "https://study.example/"])
def test_on_this_site_keeps_path_and_query(site, settings):
    settings.SITE_URL = site

    assert on_this_site("http://evil.example:81/a/b/?c=d#e") == "https://study.example/a/b/?c=d#e"
