"""The live streams: each follows the event log and shows only what its viewer may see."""

from schema.subscriptions import (
    answer_suggestion,
    assignment_feed,
    desk_changes,
    ticket_events,
    ticket_updated,
    triage_progress,
)

FIELDS = [
    ticket_events.ticket_events,
    ticket_updated.ticket_updated,
    assignment_feed.assignment_feed,
    desk_changes.desk_changes,
    triage_progress.triage_progress,
    answer_suggestion.answer_suggestion,
]
