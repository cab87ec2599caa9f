"""Django's handle on this feature."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """E-mails as rows that are delivered later."""

    name = "trialpiece.web.mail"
    label = "mail"
