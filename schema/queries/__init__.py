"""All queries; each module of this package is one noun."""

from schema.queries import feed, nodes, operations, tickets, viewer

FIELDS = [
    viewer.viewer,
    nodes.node,
    feed.feed_position,
    tickets.ticket,
    tickets.tickets,
    operations.jobs,
    operations.mails,
]
