"""How many submissions a minute one worker reviews, from queued row to written report: read alone, and with the run.

python benchmarks/reviews.py [--read 30] [--run 3]

The submissions are the worked examples of the shipped take-home (two notebooks of about 20 cells, one that fails).
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import time

from product import product

EXERCISE = "subscription-retention"


def main():
    """Queue, review, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--read", type=int, default=30)
    parser.add_argument("--run", type=int, default=3)
    given = parser.parse_args()
    with product() as data:
        usual = os.environ.get("TRIALPIECE_RUNTIME")
        os.environ["TRIALPIECE_RUNTIME"] = str(data / "none")  # so that nothing is run
        if given.read:
            _measure("read alone", _queue(given.read))
        os.environ.pop("TRIALPIECE_RUNTIME")
        if usual:
            os.environ["TRIALPIECE_RUNTIME"] = usual
        if given.run:
            _measure("read and run", _queue(given.run))


def _queue(number):
    """Keys of reviews of that many submissions, each handed in by its own candidate."""
    from django_scopes import scope, scopes_disabled
    from tests.factories.hiring import make_application
    from tests.factories.organisations import MembershipFactory, OrganisationFactory
    from tests.factories.readiness import make_ready

    from trialpiece.core.exercises import load_pack
    from trialpiece.core.exercises.examples import worked_examples
    from trialpiece.web.openings.domain import add_stage, advance, create_opening
    from trialpiece.web.openings.stages import frozen, suggestion
    from trialpiece.web.organisations.enums import Role
    from trialpiece.web.reviews.models import Review
    from trialpiece.web.sittings import domain
    from trialpiece.web.sittings.consent import consent_hash

    with scopes_disabled():
        organisation = OrganisationFactory()
    with scope(organisation=organisation):
        manager, *raters = (
            MembershipFactory(organisation=organisation, role=role)
            for role in (Role.HIRING_MANAGER, Role.INTERVIEWER, Role.INTERVIEWER)
        )
        opening = create_opening(
            by=manager, interviewers=raters, title="Data scientist", role="data_scientist", level="mid"
        )
        stage = add_stage(opening=opening, by=manager, **suggestion(EXERCISE), **frozen(EXERCISE))
        make_ready(manager)
        advance(opening, to="open", by=manager)
        examples = worked_examples(load_pack(EXERCISE))
        for which in range(number):
            example = examples[which % len(examples)]
            application = make_application(opening=opening, by=manager)
            sitting = domain.plan_sitting(application=application, stage=stage, by=manager, seed=example.seed)
            domain.issue(sitting=sitting, by=manager)
            domain.consent(sitting=sitting, text_hash=consent_hash(sitting))
            domain.start(sitting=sitting)
            domain.hand_in(sitting=sitting, file=io.BytesIO(example.archive()), filename="work.zip")
        return list(Review.objects.filter(organisation=organisation).values_list("pk", flat=True))


def _measure(label, keys):
    from trialpiece.web.reviews.domain import run_review

    took = []
    for key in keys:
        started = time.perf_counter()
        assert run_review(key)
        took.append(time.perf_counter() - started)
    print(
        f"{label:<14} {len(keys):>4} reviews, median {statistics.median(took):6.2f} s, "
        f"slowest {max(took):6.2f} s, {60 * len(took) / sum(took):6.1f} a minute by one worker",
        flush=True,
    )


if __name__ == "__main__":
    main()
