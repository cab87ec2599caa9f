"""What a member may be in an organisation."""

from django.db.models import TextChoices


class Role(TextChoices):
    """A member's role; docs/user/roles.md says in words what each may do."""

    ADMINISTRATOR = "administrator", "administrator"
    HIRING_MANAGER = "hiring_manager", "hiring manager"
    COORDINATOR = "coordinator", "coordinator"
    INTERVIEWER = "interviewer", "interviewer"
    VIEWER = "viewer", "viewer"
