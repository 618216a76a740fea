"""Writes of moderation."""

from moderation.services.deciding import approve, ask, forget_submissions, mark_checked, refuse, take
from moderation.services.submitting import answer, moderation_workflow, revise, submit, withdraw

__all__ = [
    "answer",
    "approve",
    "ask",
    "forget_submissions",
    "mark_checked",
    "moderation_workflow",
    "refuse",
    "revise",
    "submit",
    "take",
    "withdraw",
]
