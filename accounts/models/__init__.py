"""Tables of people: who they are, what they may do since when, and with what they log in."""

from accounts.models.grants import RoleGrant
from accounts.models.logins import BackupCode, LoginLink
from accounts.models.user import User, UserManager

__all__ = ["BackupCode", "LoginLink", "RoleGrant", "User", "UserManager"]
