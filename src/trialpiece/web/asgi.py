"""The ASGI application that `trialpiece serve` runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialpiece.web.settings")
_django = get_asgi_application()

from django.conf import settings  # noqa: E402 (Django must be set up first)

from trialpiece.web.bodies import LimitBody  # noqa: E402 (as above)

ROOM_FOR_FORM = 1024 * 1024
"""Bytes that a form may take beside its file."""
application = LimitBody(_django, most=settings.UPLOAD_LIMIT_BYTES + ROOM_FOR_FORM)
