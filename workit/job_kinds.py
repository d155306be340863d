"""The core's own kinds of jobs, notices and additions to every page, imported at start."""

from workit.notices import digest, jobs

__all__ = ["digest", "jobs"]
