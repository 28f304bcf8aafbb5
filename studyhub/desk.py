"""The editor's desk: Django's admin, entered through the site's own sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite


class EditorsDesk(AdminSite):
    """The admin under StudyHub's name."""

    site_header = "StudyHub editor's desk"
    site_title = "Editor's desk"
    index_title = "What to look after"
    site_url = "/"


EditorsDesk.login = secure_admin_login(EditorsDesk.login)  # type: ignore[method-assign]
