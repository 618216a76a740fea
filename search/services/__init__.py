"""Writes of search: the index in both its stages, the words that editors maintain, and how easy texts read."""

from search.services.checking import IndexDifference, compare_index, compare_remote, repair_index, repair_remote
from search.services.dictionary import mark_dictionary_changed, save_direct_help, save_hard_word, save_synonym
from search.services.index import index_documents, rebuild_index, remove_documents
from search.services.outbox import Drained, drain_outbox, replay_outbox, report_lag
from search.services.reading import forget_reading, note_reading, refresh_readings
from search.services.rebuilding import RebuildFailedError, RebuildRefusedError, rebuild_remote

__all__ = [
    "Drained",
    "IndexDifference",
    "RebuildFailedError",
    "RebuildRefusedError",
    "compare_index",
    "compare_remote",
    "drain_outbox",
    "forget_reading",
    "index_documents",
    "mark_dictionary_changed",
    "note_reading",
    "rebuild_index",
    "rebuild_remote",
    "refresh_readings",
    "remove_documents",
    "repair_index",
    "repair_remote",
    "replay_outbox",
    "report_lag",
    "save_direct_help",
    "save_hard_word",
    "save_synonym",
]
