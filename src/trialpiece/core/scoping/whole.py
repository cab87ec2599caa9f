"""A brief read as a whole: requirements, kind of work, team and contract, and what it says under each requirement."""

from __future__ import annotations

from dataclasses import dataclass

from trialpiece.core.scoping.engagement import EngagementReading, engagement_for
from trialpiece.core.scoping.requirements import Reading, State, read_requirements
from trialpiece.core.scoping.research import WorkNature, nature_of
from trialpiece.core.scoping.team import TeamReading, team_for
from trialpiece.core.scoping.work import WorkBrief


@dataclass(frozen=True, slots=True)
class BriefReading:
    """Everything that is read from a brief; None where nothing was said."""

    requirements: tuple[Reading, ...]
    nature: WorkNature | None
    team: TeamReading | None
    engagement: EngagementReading | None

    @property
    def clear(self) -> int:
        """How many requirements are clear."""
        return sum(each.state is State.CLEAR for each in self.requirements)

    @property
    def is_ready(self) -> bool:
        """Whether all are."""
        return self.clear == len(self.requirements)


def read_brief(brief: WorkBrief) -> BriefReading:
    """What is missing, what kind of work it is, team and contract."""
    team = brief.team
    known = team is not None and (team.stage is not None or team.models_in_production is not None)
    return BriefReading(
        requirements=read_requirements(brief),
        nature=nature_of(brief.parts) if brief.parts else None,
        team=team_for(team) if team is not None and known else None,
        engagement=engagement_for(brief.situation, brief.costs) if brief.situation else None,
    )


def said_in(brief: WorkBrief) -> dict[str, tuple[tuple[str, str], ...]]:
    """What a brief says, by requirement: (label, text), the label empty where the requirement has one text only."""
    told: dict[str, tuple[tuple[str, str], ...]] = {
        "business_question": (("", brief.business_question),),
        "baseline": (("", brief.baseline),),
        "success_metric": (("Metric", brief.success_metric), ("Threshold", brief.success_threshold)),
        "failure_condition": (("", brief.failure_condition),),
        "data_access": (("Tables", "\n".join(brief.tables)), ("Access", brief.credentials)),
        "scope": (("In scope", "\n".join(brief.included)), ("Out of scope", "\n".join(brief.excluded))),
        "timeline": (("Start", brief.start), ("End", brief.end), ("Looks in between", ", ".join(brief.looks))),
        "decisions": (
            ("If it succeeds", brief.decision_good),
            ("If it fails", brief.decision_bad),
            ("If it stays unclear", brief.decision_unclear),
        ),
    }
    return {name: tuple(pair for pair in pairs if pair[1].strip()) for name, pairs in told.items()}
