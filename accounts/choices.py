"""Who people are in the Wijkwinkel, and the questions that every app asks about them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is. Roles of a zone are held in that zone alone, all others in the whole city."""

    ADMINISTRATOR = "administrator", _("Beheerder")
    CENTRAL_EDITOR = "central_editor", _("Centrale redactie")
    ZONE_EDITOR = "zone_editor", _("Redactie van een wijk")
    MODERATOR = "moderator", _("Moderator van een wijk")
    PARTNER = "partner", _("Partner")
    PROFESSIONAL = "professional", _("Professional")


class Right(TextChoices):
    """What somebody may do. Publishing one's own work without a check is nobody's right."""

    ENTER_ADMIN = "enter_admin", _("in het beheer komen")
    EDIT_PAGES = "edit_pages", _("pagina's maken en veranderen")
    PUBLISH_PAGES = "publish_pages", _("pagina's publiceren")
    MODERATE = "moderate", _("nakijken wat partners insturen")
    SEE_REPORTS = "see_reports", _("zien wat mensen zochten en misten")
    EDIT_SOCIAL_MAP = "edit_social_map", _("de sociale kaart bijhouden")
    CHECK_DATA = "check_data", _("nagaan of gegevens nog kloppen")
    EDIT_WORDS = "edit_words", _("synoniemen en directe hulp bijhouden")
    EDIT_ZONES = "edit_zones", _("gegevens van wijken en stad bijhouden")
    MANAGE_PEOPLE = "manage_people", _("mensen uitnodigen en rollen geven")
    ADMINISTER = "administer", _("de techniek beheren")
    SUBMIT = "submit", _("insturen voor een organisatie")
    USE_PROFESSIONAL_SCREEN = "use_professional_screen", _("het scherm voor professionals gebruiken")


# The name of the group of Wagtail that central editors are in; groups of zones hang on the zone.
CENTRAL_EDITORS = "Centrale redactie"
