"""How sign-in behaves where allauth leaves the choice to the site."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Keeps addresses in one case, so that they are the same person however typed."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).lower()

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
