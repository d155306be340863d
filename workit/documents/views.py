"""Giving files out: as a download, to whoever may read files of that kind, and noted in the audit."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from workit.access.actions import check, requires
from workit.audit.record import record
from workit.documents import files
from workit.documents.models import StoredFile


@require_GET
@requires("file.download")
def file_download(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The file, never shown in place: what a person uploaded does not run in our pages."""
    stored = get_object_or_404(StoredFile.objects, pk=pk)
    check(request, files.FILE_KINDS.get(stored.kind, "file.download"), None)
    content = files.read(stored)
    record("file.downloaded", subject=stored, by=request.user, kind=stored.kind)  # type: ignore[arg-type]
    response = HttpResponse(content, content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
