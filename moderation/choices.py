"""The closed lists of moderation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionState(models.TextChoices):
    """How far something is that was sent in, in the words of who sent it."""

    RECEIVED = "ontvangen", _("Ontvangen")
    REVIEWED = "bekeken", _("Wordt bekeken")
    QUESTION = "vraag", _("Vraag van de redactie")
    PUBLISHED = "geplaatst", _("Geplaatst")
    REFUSED = "geweigerd", _("Niet geplaatst")
    WITHDRAWN = "ingetrokken", _("Door u ingetrokken")


OPEN_STATES = (SubmissionState.RECEIVED, SubmissionState.REVIEWED, SubmissionState.QUESTION)


class SubmissionKind(models.TextChoices):
    """What is asked for."""

    NEW = "nieuw", _("Nieuw")
    CHANGE = "wijziging", _("Wijziging")
    CANCELLATION = "afzegging", _("Gaat niet door")


class Action(models.TextChoices):
    """What somebody does with a submission; each is one step in its history."""

    SEND = "verstuurd", _("Verstuurd")
    TAKE = "opgepakt", _("Opgepakt door de redactie")
    ASK = "gevraagd", _("Vraag gesteld")
    ANSWER = "beantwoord", _("Antwoord gegeven")
    REVISE = "aangepast", _("Aangepast")
    PUBLISH = "geplaatst", _("Geplaatst")
    REFUSE = "geweigerd", _("Niet geplaatst")
    WITHDRAW = "ingetrokken", _("Ingetrokken")
    CHECK = "gezien", _("Achteraf nagekeken")


class RefusalReason(models.TextChoices):
    """Why something is not published, with the sentence that the partner reads."""

    DUPLICATE = "dubbel", _("Dit staat er al")
    PAST = "voorbij", _("De datum is al geweest")
    INCOMPLETE = "onvolledig", _("Er mist te veel")
    ADVERTISING = "reclame", _("Het is vooral reclame")
    ELSEWHERE = "elders", _("Het is niet in deze gemeente")
    NOT_FOR_ALL = "besloten", _("Het is niet voor bewoners")
    OTHER = "anders", _("Een andere reden")


REFUSAL_SENTENCES = {
    RefusalReason.DUPLICATE: _(
        "Deze activiteit of hulp staat al op de site. Wilt u daar iets aan veranderen? Stuur ons dan een wijziging."
    ),
    RefusalReason.PAST: _("De datum is al geweest. Staat er een nieuwe datum vast? Stuur die dan aan ons."),
    RefusalReason.INCOMPLETE: _("Er mist nog te veel. Een bewoner weet nu niet waar en wanneer iets is. Vul het aan en stuur het opnieuw."),
    RefusalReason.ADVERTISING: _(
        "Dit lijkt vooral op reclame. Op de Wijkwinkel staat alleen wat voor bewoners is bedoeld en niets verkoopt."
    ),
    RefusalReason.ELSEWHERE: _("Dit is niet in onze gemeente. Daarom kunnen wij het niet plaatsen."),
    RefusalReason.NOT_FOR_ALL: _("Dit is alleen voor een vaste groep. Op de Wijkwinkel staat wat open is voor bewoners."),
    RefusalReason.OTHER: "",
}
