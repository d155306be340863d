"""The forum's part of the demonstration; importing it registers the steps."""

from forums.demo import meetings, members, tasks

__all__ = ["meetings", "members", "tasks"]
