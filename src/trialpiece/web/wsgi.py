"""The WSGI application, for test servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialpiece.web.settings")
application = get_wsgi_application()
