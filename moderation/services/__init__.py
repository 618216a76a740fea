"""Writes of moderation."""

from moderation.services.deciding import approve, ask, forget_submissions, mark_checked, refuse, take
from moderation.services.submitting import answer, moderation_workflow, revise, submit, withdraw
from moderation.services.trusting import end_trust, give_trust

__all__ = [
    "answer",
    "approve",
    "ask",
    "end_trust",
    "forget_submissions",
    "give_trust",
    "mark_checked",
    "moderation_workflow",
    "refuse",
    "revise",
    "submit",
    "take",
    "withdraw",
]
