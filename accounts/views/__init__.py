"""Pages: logging in by a link, the second factor, and "Toegang" in the admin."""

from accounts.views.doors import portal_login_required

__all__ = ["portal_login_required"]
