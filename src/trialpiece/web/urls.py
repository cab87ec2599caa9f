"""The product's addresses: an organisation's pages under /o/, a candidate's under /p/, programs under /api/."""

from __future__ import annotations

from django.urls import include, path

from trialpiece.web import health

_FEATURES = (
    "organisations",
    "readiness",
    "scoping",
    "openings",
    "candidates",
    "sittings",
    "exercises",
    "reviews",
    "likeness",
    "probes",
    "scoring",
    "decisions",
    "audit",
)

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include("trialpiece.web.home.urls")),
    path("", include("trialpiece.web.organisations.entrance")),
    path("accounts/", include("trialpiece.web.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("p/", include("trialpiece.web.portal.urls")),
    path("r/", include("trialpiece.web.readiness.respond_urls")),
    path("api/", include("trialpiece.web.api.urls")),
    path("ui/", include("trialpiece.web.ui.urls")),
    *(path("o/<slug:organisation>/", include(f"trialpiece.web.{feature}.urls")) for feature in _FEATURES),
    path("o/<slug:organisation>/", include("trialpiece.web.api.keys_urls")),
]

handler400 = "trialpiece.web.ui.errors.bad_request"
handler403 = "trialpiece.web.ui.errors.forbidden"
handler404 = "trialpiece.web.ui.errors.not_found"
handler500 = "trialpiece.web.ui.errors.server_error"
