"""How sign-in behaves where allauth leaves the choice to the site."""

import logging
import smtplib
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import browsers
from accounts.models import User

logger = logging.getLogger("studyhub.accounts")


class AccountAdapter(DefaultAccountAdapter):
    """Our words, our links, and what is safer than the default."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The address or the password is not right. Check both and try again.",
        "email_taken": "There is an account with this address already. Sign in, or have its password reset.",
        "duplicate_email": "This address belongs to your account already.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Stores name and time zone with the first insert."""
        user.display_name = form.cleaned_data["display_name"]
        user.time_zone = form.cleaned_data["time_zone"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of the very host that was asked; allauth would allow every host the site answers to."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("accounts:settings" if self.request.user.is_authenticated else "account_login")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counts by account and known browser; allauth's own key has the Host header in it, which the sender chooses."""
        email = credentials.get("email", "").lower()
        return f"{email}:{browsers.known_browser(request, email)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Answers with the page for too many tries, before any password is looked at."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            logger.warning("sign-in limit reached for account %s", browsers.digest(credentials.get("email", ""))[:8])
            raise ImmediateHttpResponse(respond_429(request)) from None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logger.warning("sign-in failed for account %s", browsers.digest(credentials.get("email", ""))[:8])

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        browsers.remember_browser(request, response, user.email)
        return response

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Never the address one signs in with, also where it was not marked as primary."""
        return email_address.email != email_address.user.email and bool(super().can_delete_email(email_address))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refuses an address that another account has taken, confirmed or not, since the link was sent."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            template, context = "account/messages/email_confirmation_failed.txt", {"email": email_address.email}
            self.add_message(request, messages.ERROR, template, context)
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends links that lead to `SITE_URL`, whatever host was asked; says so when the mail cannot be sent."""
        own = {name: on_this_site(value) if name.endswith("_url") else value for name, value in context.items()}
        try:
            super().send_mail(template_prefix, email, {**own, "site_url": settings.SITE_URL})
        except (OSError, smtplib.SMTPException):
            logger.exception("mail not sent: %s", template_prefix)
            messages.error(
                self.request, "The mail could not be sent just now. Wait a few minutes, then ask for it again."
            )


def on_this_site(url: str) -> str:
    """The same address below `SITE_URL`."""
    return str(settings.SITE_URL).rstrip("/") + urlsplit(url)._replace(scheme="", netloc="").geturl()
