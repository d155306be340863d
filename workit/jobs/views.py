"""Following background work: one job as it goes, and the work of the town."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from workit.access.actions import check, requires
from workit.jobs import services
from workit.jobs.models import Job
from workit.jobs.registry import KINDS
from workit.jobs.wording import describe
from workit.web.errors import DomainError

# The status htmx reads as "stop asking again" (its own convention).
STOP_POLLING = 286
PER_PAGE = 50


@require_GET
@requires("job.list")
def job_list(request: HttpRequest, town: str) -> HttpResponse:
    """The work of the town: what failed first, then what runs or waits, then the rest."""
    jobs = Job.objects.by_attention().select_related("by")
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    counts = Job.objects.counts()
    return render(
        request,
        "workit/job_list.html",
        {"page": page, "jobs": [describe(job) for job in page], "counts": counts, "kinds": KINDS},
    )


@require_GET
@requires("job.view")
def job_detail(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """One job; while it runs, the page asks for its own middle part every two seconds."""
    job: Job = get_object_or_404(Job.objects.select_related("by"), pk=pk)
    check(request, "job.view", job)
    is_part = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "workit/job_detail.html#status" if is_part else "workit/job_detail.html"
    status = STOP_POLLING if is_part and job.is_over else 200
    return render(request, template, {"job": describe(job)}, status=status)


@require_POST
@requires("job.stop")
def job_stop(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Ask the job to stop."""
    job: Job = get_object_or_404(Job.objects, pk=pk)
    check(request, "job.stop", job)
    try:
        services.stop(job, by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("workit:job_detail", town=town, pk=pk)


@require_POST
@requires("job.retry")
def job_retry(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Start the job again."""
    job: Job = get_object_or_404(Job.objects, pk=pk)
    check(request, "job.retry", job)
    try:
        services.retry(job, by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("workit:job_detail", town=town, pk=pk)
