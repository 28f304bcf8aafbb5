"""The pages about one's own account; signing in and all around it is allauth's, with our templates."""

import json
from copy import copy

from allauth.account import views as allauth_views
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, browsers
from accounts.forms import DeleteAccountForm, SettingsForm
from accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PersonRequest) -> HttpResponse:
    """How one is called and likes to study, and the ways to everything else about the account."""
    # A copy, because a form writes what was typed into its instance also where it is refused.
    form = SettingsForm(posted(request), instance=copy(request.user))
    if form.is_valid():
        actions.change_settings(user=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})


@require_POST
@rate_limit(action="export")
def export_data(request: PersonRequest) -> HttpResponse:
    """Everything the site holds about the person, as a file."""
    data = actions.export_data(user=request.user, now=timezone.now())
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="studyhub-my-data.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: PersonRequest) -> HttpResponse:
    """Says what goes and what stays, asks for the password, then deletes."""
    form = DeleteAccountForm(posted(request), user=request.user)
    if not form.is_valid():
        return render(request, "accounts/delete_account.html", {"form": form})
    actions.delete_account(user=request.user)
    logout(request)
    messages.success(request, "Your account and everything in it have been deleted.")
    response = redirect("home")
    browsers.forget_browser(response)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """allauth's page; the second of two clicks on its button gets the page about used links, where allauth has none."""
    try:
        response: HttpResponse = allauth_views.confirm_email(request, key=key)
    except Http404:
        request.method = "GET"
        response = allauth_views.confirm_email(request, key=key)
    return response


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing before it was sent, even if it was sent empty."""
    return request.POST if request.method == "POST" else None
