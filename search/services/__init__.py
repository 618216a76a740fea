"""Writes of search: the index in both its stages, and the words that editors maintain."""

from search.services.checking import IndexDifference, compare_index, compare_remote, repair_index, repair_remote
from search.services.dictionary import mark_dictionary_changed, save_direct_help, save_hard_word, save_synonym
from search.services.index import index_documents, rebuild_index, remove_documents
from search.services.outbox import Drained, drain_outbox, replay_outbox, report_lag
from search.services.rebuilding import RebuildFailedError, RebuildRefusedError, rebuild_remote

__all__ = [
    "Drained",
    "IndexDifference",
    "RebuildFailedError",
    "RebuildRefusedError",
    "compare_index",
    "compare_remote",
    "drain_outbox",
    "index_documents",
    "mark_dictionary_changed",
    "rebuild_index",
    "rebuild_remote",
    "remove_documents",
    "repair_index",
    "repair_remote",
    "replay_outbox",
    "report_lag",
    "save_direct_help",
    "save_hard_word",
    "save_synonym",
]
