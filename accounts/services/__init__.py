"""Writes about people: roles, links to log in with, second factors."""

from accounts.services.grants import AccessError, end_role, end_roles_in, grant_role
from accounts.services.links import forget_links, make_link, send_login_link, use_link
from accounts.services.people import change_details, invite_person
from accounts.services.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    make_backup_codes,
    reset_second_factor,
    verify_second_factor,
)

__all__ = [
    "AccessError",
    "begin_second_factor",
    "change_details",
    "confirm_second_factor",
    "end_role",
    "end_roles_in",
    "forget_links",
    "grant_role",
    "invite_person",
    "make_backup_codes",
    "make_link",
    "reset_second_factor",
    "send_login_link",
    "use_link",
    "verify_second_factor",
]
