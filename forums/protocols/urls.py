"""Addresses of the slice."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from forums.protocols import public_views, views


class FileKindConverter(StringConverter):
    """The two kinds of files a protocol is given out as."""

    regex = "pdf|docx"


register_converter(FileKindConverter, "protocol_file")

PROTOCOL = "t/<str:town>/meetings/<uuid:pk>/protocol/"

urlpatterns = [
    path(PROTOCOL, views.protocol_detail, name="protocol_detail"),
    path(f"{PROTOCOL}versions/<int:number>/", views.protocol_detail, name="protocol_version"),
    path(f"{PROTOCOL}versions/<int:number>/<protocol_file:kind>/", views.protocol_file, name="protocol_file"),
    path(f"{PROTOCOL}preview/", views.protocol_preview, name="protocol_preview"),
    path(f"{PROTOCOL}check/", views.protocol_check, name="protocol_check"),
    path(f"{PROTOCOL}publish/", views.protocol_publish, name="protocol_publish"),
    path(f"{PROTOCOL}correct/", views.protocol_correct, name="protocol_correct"),
    path(f"{PROTOCOL}circulate/", views.protocol_circulate, name="protocol_circulate"),
    path(f"{PROTOCOL}remarks/<uuid:remark>/answer/", views.protocol_answer_remark, name="protocol_answer_remark"),
    path(f"{PROTOCOL}approve/", views.protocol_approve, name="protocol_approve"),
    path("p/<str:token>/protocol/", public_views.protocol_read, name="protocol_read"),
    path("p/<str:token>/remark/", public_views.protocol_remark, name="protocol_remark"),
]
