"""Django's handle on this feature."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Tenants, memberships and invitations."""

    name = "trialpiece.web.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Register who may do what."""
        from trialpiece.web.organisations import rules  # noqa: F401 (imported for its effect)
