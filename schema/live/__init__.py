"""Subscriptions that follow the event log, answered once for all who get the same."""

from schema.live.following import Following, State
from schema.live.streams import LiveStream, LiveStreams, Subscriber

__all__ = ["Following", "LiveStream", "LiveStreams", "State", "Subscriber"]
