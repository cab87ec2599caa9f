"""Django's handle on this feature."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "trialpiece.web.accounts"
    label = "accounts"
