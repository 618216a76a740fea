"""The agenda as residents and partners see it."""

from agenda.components.overview import AgendaOverview, EventDetail, detail, notice_of, overview
from agenda.components.portal import event_rows, step_links

__all__ = ["AgendaOverview", "EventDetail", "detail", "event_rows", "notice_of", "overview", "step_links"]
