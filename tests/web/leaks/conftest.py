"""Data that could leak: a candidate who names herself everywhere, more time with its reason, a rater's first 5."""

import io
import json
from dataclasses import dataclass

import pytest
from tests.factories.hiring import make_application, make_opening
from tests.factories.scoring import cards_of, scores
from tests.factories.sittings import NOTEBOOK, zip_of
from tests.factories.surfaces import world_of

from trialpiece.web.openings.queries import plan_of
from trialpiece.web.organisations.enums import Role
from trialpiece.web.reviews.disputes import dispute
from trialpiece.web.reviews.domain import run_review
from trialpiece.web.reviews.enums import Wrong
from trialpiece.web.reviews.evidence import evidence_of
from trialpiece.web.reviews.models import Review
from trialpiece.web.scoring import domain as scoring
from trialpiece.web.sittings import domain
from trialpiece.web.sittings.consent import consent_hash

NAME, EMAIL = "Ada Kowalska", "ada.kowalska@candidates.example"
REASON = "I am waiting for an operation on my knee."
NOTE = "Unmistakable: the cleverest held-out split of the year"
IMPRESSION = "Unmistakable overall: hire at once"
NAMES = ("kowalska", "ada.k", "ada_k", "ada-laptop", "/home/ada")
MORE_TIME = ("an operation", "my knee", "37 hours", "more time was", "more time for")


def submission():
    """Work that names its author in file names, notebook metadata, outputs, headers, git and a text's last line."""
    return zip_of({
        "Ada_Kowalska/Ada_Kowalska_analysis.ipynb": json.dumps(NOTEBOOK),
        "Ada_Kowalska/report.md": "# Report\n\nCall those who stopped logging in.\n\nAda Kowalska, ada.kowalska@candidates.example\n",
        "Ada_Kowalska/train_ada_kowalska.py": "# Author: Ada Kowalska\n__author__ = 'Ada Kowalska'\nimport random\nprint(random.random())\n",
        "Ada_Kowalska/.git/config": "[user]\nname = Ada Kowalska\nemail = ada.kowalska@candidates.example\n",
        "Ada_Kowalska/.git/logs/HEAD": f"{'0' * 40} {'1' * 40} Ada Kowalska <ada.kowalska@candidates.example> 1 +0000\tcommit\n",
        "Ada_Kowalska/pyproject.toml": "[project]\nname = 'retention'\nauthors = [{name = 'Ada Kowalska', email = 'ada.kowalska@candidates.example'}]\n",
    })  # fmt: skip


@dataclass
class Scene:
    """An organisation in which something could leak."""

    opening: object
    sitting: object
    first: object
    """The rater who has handed in."""
    second: object
    """The rater who has not."""
    people: dict
    world: object

    def reload(self):
        self.sitting.refresh_from_db()
        return self


def hand_in(card, *, level=5, note=NOTE, impression=IMPRESSION):
    given = [{**score, "note": f"{note} ({score['criterion']})"} for score in scores(level)]
    scoring.save_draft(scorecard=card, by=card.rater, scores=given, note=impression)
    scoring.submit_scorecard(scorecard=card, by=card.rater)


def sit(application, by, *, more_time=False):
    """Take an application's first stage to where the work is in, read and with raters."""
    sitting = domain.plan_sitting(application=application, stage=plan_of(application.opening).first(), by=by)
    domain.issue(sitting=sitting, by=by)
    domain.consent(sitting=sitting, text_hash=consent_hash(sitting))
    domain.start(sitting=sitting)
    domain.ask(sitting=sitting, body=f"May I use another library?\nBest, {NAME} ({EMAIL})")
    if more_time:
        wish = domain.ask_for_time(sitting=sitting, hours=37, reason=REASON)
        domain.grant_extension(extension=wish, hours=37, by=by, reason="Get well soon.")
    domain.hand_in(sitting=sitting, file=io.BytesIO(submission()), filename="Ada_Kowalska_takehome.zip")
    domain.finish(sitting=sitting)
    sitting.refresh_from_db()
    return sitting


@pytest.fixture
def scene(organisation, member_with):
    """The first rater has handed in a 5 with words that nobody could mistake; the second has a draft."""
    people = {role: member_with(role) for role in Role}
    first, second = people[Role.INTERVIEWER], member_with(Role.INTERVIEWER)
    people["second rater"] = second
    people["interviewer elsewhere"] = member_with(Role.INTERVIEWER)
    coordinator, manager = people[Role.COORDINATOR], people[Role.HIRING_MANAGER]
    opening = make_opening(manager=manager, interviewers=[first, second])
    application = make_application(opening=opening, by=coordinator, name=NAME, email=EMAIL)
    sitting = sit(application, coordinator, more_time=True)
    review = Review.objects.get(submission__sitting=sitting)
    assert run_review(review.pk)
    cards = {card.rater_id: card for card in cards_of(sitting)}
    hand_in(cards[first.pk])
    scoring.save_draft(scorecard=cards[second.pk], by=second, scores=scores(2)[:1])
    review.refresh_from_db()
    doubt = dispute(
        review=review, finding=evidence_of(review)[0].key, wrong=Wrong.NOT_TRUE, reason=f"{NOTE}, whatever it says",
        by=first,
    )  # fmt: skip
    world = world_of(sitting, values={
        ("reviews", "key"): review.pk,
        ("reviews", "dispute"): doubt.pk,
        ("probes", "key"): review.pk,
        ("scoring", "key"): cards[second.pk].pk,
        ("scoring", "score"): "nothing",
        ("organisations", "key"): first.pk,
        ("api_keys", "key"): "nothing",
    })  # fmt: skip
    return Scene(opening, sitting, cards[first.pk], cards[second.pk], people, world)
