"""What is done in the background once a dossier was published."""

from __future__ import annotations

from django_tasks import task

from core.languages import SOURCE
from dossiers.models import DossierPage
from dossiers.services import tell_of_change


@task()
def tell_zones(dossier_pk: int) -> None:
    """Tell zones that added something to it; may be done twice, and of one that went offline meanwhile there is nothing to tell."""
    dossier = DossierPage.objects.live().filter(pk=dossier_pk, locale__language_code=SOURCE).first()
    if dossier is not None:
        tell_of_change(dossier=dossier)
