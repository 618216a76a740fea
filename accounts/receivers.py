"""What happens when somebody logs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.services.sessions import start_over


@receiver(user_logged_in, dispatch_uid="accounts.start_over")
def forget_earlier_proof(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """The second factor is asked at each login."""
    start_over(request)
