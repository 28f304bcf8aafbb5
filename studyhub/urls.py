"""The map of the site, one line a part."""

from django.contrib import admin
from django.urls import include, path

from accounts.views import confirm_email
from quizzes.views import library
from studyhub import views

urlpatterns = [
    path("", views.home, name="home"),
    path("try/", views.trial, name="trial"),
    path("search/", views.search, name="search"),
    path("about/", views.about, name="about"),
    path("healthz", views.healthz, name="healthz"),
    # What is studied
    path("library/", library, name="library"),
    path("library/", include("services.urls")),
    # How one is tested
    path("practise/", include("quizzes.urls")),
    # With whom
    path("groups/", include("groups.urls")),
    # Who one is
    path("settings/", include("accounts.urls")),
    path("accounts/confirm-email/<str:key>/", confirm_email, name="account_confirm_email"),
    path("accounts/", include("allauth.account.urls")),
    # For editors
    path("admin/", admin.site.urls),
]

handler400 = "studyhub.errors.bad_request"
handler403 = "studyhub.errors.permission_denied"
handler404 = "studyhub.errors.page_not_found"
handler500 = "studyhub.errors.server_error"
handler429 = "studyhub.errors.too_many"
