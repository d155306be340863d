"""Where every address leads; the apps are named as strings so that the composition root imports none of them."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("workit.people.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("workit.core_urls", namespace="workit")),
    path("", include("forums.urls", namespace="forums")),
]

handler403 = "workit.web.errors.refused"
handler429 = "workit.people.limits.too_many"
handler404 = "workit.web.errors.missing"
handler500 = "workit.web.errors.broken"
