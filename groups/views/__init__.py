"""The pages of groups, one module per noun."""

from groups.views.boards import group_board, group_list, ledger, rules
from groups.views.invitations import group_invite, invitation, revoke_invitation
from groups.views.members import (
    group_member,
    group_members,
    leave_group,
    my_membership,
    remove_member,
    step_down,
)
from groups.views.settings import group_create, group_settings

__all__ = [
    "group_board",
    "group_create",
    "group_invite",
    "group_list",
    "group_member",
    "group_members",
    "group_settings",
    "invitation",
    "leave_group",
    "ledger",
    "my_membership",
    "remove_member",
    "revoke_invitation",
    "rules",
    "step_down",
]
