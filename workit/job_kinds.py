"""The core's own kinds of jobs, notices and additions to every page, imported at start."""

from workit.audit import sign_ins
from workit.notices import bell, digest, jobs
from workit.people import asking, factors, role_ends
from workit.stages import jobs as stage_jobs
from workit.web import cleaning

__all__ = ["asking", "bell", "cleaning", "digest", "factors", "jobs", "role_ends", "sign_ins", "stage_jobs"]
