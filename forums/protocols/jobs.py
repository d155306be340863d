"""Background work of the protocols, by name."""

from django.utils.translation import gettext_lazy as _

from forums.protocols import distribution
from workit.documents.files import declare_file_kind
from workit.jobs.registry import job_kind

job_kind("protocol.distribute", label=_("Sending a protocol"))(distribution.distribute)
job_kind("protocol.circulate", label=_("Sending a draft for remarks"))(distribution.circulate)
job_kind("protocol.typeset", label=_("Making the files of a protocol"))(distribution.typeset_only)
declare_file_kind("protocol", "protocol.file")
