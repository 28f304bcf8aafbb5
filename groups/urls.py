"""Addresses of the groups app, below /groups/. A group's slug ends in random digits, so it never is one of the words here."""

from django.urls import path

from groups import views

app_name = "groups"

urlpatterns = [
    path("", views.group_list, name="group_list"),
    path("new/", views.group_create, name="group_create"),
    path("rules/", views.rules, name="rules"),
    path("join/<str:token>/", views.invitation, name="invitation"),
    # One group
    path("<slug:slug>/", views.group_board, name="group_board"),
    path("<slug:slug>/score/", views.ledger, name="ledger"),
    path("<slug:slug>/score/<int:pk>/", views.ledger, name="ledger"),
    path("<slug:slug>/settings/", views.group_settings, name="group_settings"),
    # Its members
    path("<slug:slug>/members/", views.group_members, name="group_members"),
    path("<slug:slug>/members/<int:pk>/", views.group_member, name="group_member"),
    path("<slug:slug>/members/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path("<slug:slug>/me/", views.my_membership, name="my_membership"),
    path("<slug:slug>/me/step-down/", views.step_down, name="step_down"),
    path("<slug:slug>/me/leave/", views.leave_group, name="leave_group"),
    # Its invitations
    path("<slug:slug>/invite/", views.group_invite, name="group_invite"),
    path("<slug:slug>/invite/<int:pk>/revoke/", views.revoke_invitation, name="revoke_invitation"),
]
