"""The editor's desk: Django's admin, entered through the site's own sign-in, unknown to everybody who has no business there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_POST

if TYPE_CHECKING:
    from accounts.models import User


class EditorsDesk(AdminSite):
    """The admin under StudyHub's name."""

    site_header = "StudyHub editor's desk"
    site_title = "Editor's desk"
    index_title = "What to look after"
    site_url = "/"
    # Every page has the row of links instead, and its whole width for text and preview.
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Nothing is deleted by the dozen.
        self.disable_action("delete_selected")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Starts with what waits for somebody, each with its number."""
        from studyhub.waiting import waiting

        return super().index(request, {"waiting": waiting(cast("User", request.user)), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from studyhub.previews import preview

        return [path("preview/", self.admin_view(require_POST(preview)), name="preview"), *super().get_urls()]

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """Shows people who are signed in and not staff what they would see at an address that does not exist."""
        guarded = super().admin_view(view, cacheable)

        def hidden(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **options)

        hidden.__dict__.update(guarded.__dict__)
        return hidden

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends visitors to the site's sign-in, with its limits and second factors, and back here afterwards."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Leads to the one page where people change their password."""
        return redirect("account_change_password")
