"""The protocol by a link, without an account: reading what was published, remarking on a draft."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums.meetings.models import Invitee
from forums.protocols import content as contents
from forums.protocols import services
from forums.protocols.distribution import READ, REMARK
from forums.protocols.forms import RemarkForm
from forums.protocols.models import Protocol, ProtocolVersion
from forums.protocols.views import page_of
from workit.access.actions import requires
from workit.web.errors import DomainError


def _link_to(request: HttpRequest, purpose: str) -> object:
    link = request.link  # type: ignore[attr-defined]
    if link is None or link.purpose != purpose:
        raise Http404
    return link.object_id


@require_safe
@requires("protocol.read")
def protocol_read(request: HttpRequest, token: str) -> HttpResponse:
    """The latest published version, without internal topics."""
    versions = ProtocolVersion.objects.filter(protocol=_link_to(request, READ)).select_related("protocol__approved_by")
    version = versions.order_by("-number").first()
    if version is None:
        raise Http404
    context = {**page_of(contents.without_internal(version.content)), "version": version, "protocol": version.protocol}
    return render(request, "forums/protocol_read.html", context)


@requires("protocol.remark")
def protocol_remark(request: HttpRequest, token: str) -> HttpResponse:
    """The draft, and a field for what is missing or wrong in it. Opening the link changes nothing."""
    person: Invitee = get_object_or_404(
        Invitee.objects.select_related("meeting__body", "meeting__municipality"), pk=_link_to(request, REMARK)
    )
    protocol = get_object_or_404(Protocol.objects, meeting=person.meeting)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remark(protocol=protocol, text=form.cleaned_data["text"], invitee=person)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "forums/protocol_remarked.html", {"protocol": protocol})
    draft = contents.without_internal(contents.content_of(person.meeting))
    context = {**page_of(draft), "protocol": protocol, "form": form, "person": person}
    return render(request, "forums/protocol_remark.html", context)
