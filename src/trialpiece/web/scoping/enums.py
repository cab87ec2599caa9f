"""Words of scoping: roles, conflicts and levels as people read them."""

from django.db.models import TextChoices


class ReadRole(TextChoices):
    """What a duty speaks for."""

    ML_ENGINEER = "ml_engineer", "ML engineer"
    DATA_SCIENTIST = "data_scientist", "data scientist"
    AI_RESEARCHER = "ai_researcher", "AI researcher"
    MLOPS_ENGINEER = "mlops_engineer", "MLOps engineer"
    OTHER = "other", "none of the four"


SHORT = {
    ReadRole.ML_ENGINEER: "ML",
    ReadRole.DATA_SCIENTIST: "DS",
    ReadRole.AI_RESEARCHER: "AR",
    ReadRole.MLOPS_ENGINEER: "Ops",
    ReadRole.OTHER: "other",
}
CONFLICTS = {
    "production_ownership_on_data_scientist": (
        "A data scientist is asked to own production",
        "Running models in production is ML engineering; a data scientist who must do it does it beside the work.",
    ),
    "business_scoping_on_ml_engineer": (
        "An ML engineer is asked to scope the business problem",
        "Finding and ranking business problems is data science, or the product's own work.",
    ),
    "research_plus_production": (
        "Original research and production in one post",
        "Research ends open, production must not; whoever does both is judged by the wrong one.",
    ),
    "unicorn_three_or_more_roles": (
        "Three or more jobs in one post",
        "They are rarely combined well in one person; whoever claims all of them is hard to check.",
    ),
}
