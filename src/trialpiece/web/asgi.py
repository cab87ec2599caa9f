"""The ASGI application that `trialpiece serve` runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialpiece.web.settings")
application = get_asgi_application()
