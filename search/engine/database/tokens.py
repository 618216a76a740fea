"""Tokens that tell every process whether what it remembers is still right, one for each subject.

A change adds a row and takes the older ones away. Rows that another transaction is taking away are left to it, so
nobody waits. All rows of a subject together are its token: it is a new one as soon as a change is committed,
whatever else is going on, and after a rollback it is the old one again.
"""

from __future__ import annotations

import uuid

from django.db import connection

from search.engine.database.statements import execute, execute_many, fetch

INDEX = "index"
DICTIONARY = "dictionary"
_OLDER = "SELECT token FROM search_searchstate WHERE subject = %s AND token <> %s"
_OLDER_SKIPPING = _OLDER + " FOR UPDATE SKIP LOCKED"


def renew(subject: str) -> None:
    """Say that a subject has changed, in the caller's transaction; three statements."""
    token = uuid.uuid4().hex
    execute("INSERT INTO search_searchstate (subject, token) VALUES (%s, %s)", [subject, token])
    older = fetch(_OLDER_SKIPPING if connection.features.has_select_for_update_skip_locked else _OLDER, [subject, token])
    execute_many("DELETE FROM search_searchstate WHERE token = %s", older)


def current(subject: str) -> str:
    """The token of a subject; one statement."""
    return tokens()[subject]


def tokens() -> dict[str, str]:
    """The tokens of all subjects; one statement. Without rows they are new each time, so nothing is remembered wrongly."""
    found = dict.fromkeys((INDEX, DICTIONARY), "")
    for subject, token in sorted(fetch("SELECT subject, token FROM search_searchstate")):
        found[subject] += token
    return {subject: token or uuid.uuid4().hex for subject, token in found.items()}
