"""What allauth asks of us: who may make an account, and where its mails lead."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation unless the installation opens its doors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may sign up, or this browser follows an invitation."""
        return bool(settings.ENV["TRIALPIECE_SIGNUP"]) or "invitation" in request.session

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link under our own address, whatever host the request named."""
        return _ours(super().get_reset_password_from_key_url(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail by name and address of the installation, not by the host that the request named."""
        site = {"name": "Trialpiece", "domain": urlsplit(settings.BASE_URL).netloc}
        ours = {name: _ours(value) if name.endswith("_url") else value for name, value in context.items()}
        super().send_mail(template_prefix, email, {**ours, "current_site": site})


def _ours(address: Any) -> Any:
    """The same page under the address that `TRIALPIECE_URL` gives."""
    if not isinstance(address, str) or not urlsplit(address).netloc:
        return address
    parts, base = urlsplit(address), urlsplit(settings.BASE_URL)
    return urlunsplit((base.scheme, base.netloc, parts.path, parts.query, parts.fragment))
