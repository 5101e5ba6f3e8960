"""All queries; each module of this package is one noun."""

from schema.queries import (
    articles,
    catalog,
    feed,
    nodes,
    operations,
    sessions,
    ticket_stats,
    tickets,
    triage_settings,
    triage_stats,
    users,
    viewer,
)

FIELDS = [
    viewer.viewer,
    nodes.node,
    feed.feed_position,
    tickets.ticket,
    tickets.tickets,
    ticket_stats.ticket_stats,
    articles.article,
    articles.articles,
    users.users,
    catalog.categories,
    catalog.skills,
    catalog.tags,
    catalog.triage_rules,
    triage_settings.triage_settings,
    triage_stats.triage_stats,
    sessions.sessions,
    sessions.api_tokens,
    operations.jobs,
    operations.mails,
]
