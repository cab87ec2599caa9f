"""What allauth asks of us: who may make an account."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation unless the installation opens its doors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may sign up, or this browser follows an invitation."""
        return bool(settings.ENV["TRIALPIECE_SIGNUP"]) or "invitation" in request.session
