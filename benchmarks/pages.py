"""How long pages take with 100, 1,000 and 10,000 applications, and how many queries each needs.

python benchmarks/pages.py [--sizes 100 1000 10000] [--rounds 30]
python -m tests.postgres .venv/bin/python benchmarks/pages.py      # on PostgreSQL

Pages are asked for in this process, with all middleware and templates, without a network. Rows are copied in bulk from
one candidate who was taken through the process by the product's verbs.
"""

from __future__ import annotations

import argparse
import copy
import statistics
import sys
import time
from datetime import timedelta

from product import product

OPENINGS = 40
SCORED, HANDED_IN, UNDER_WAY, DECIDED = range(4)


def main():
    """Seed, measure, print; exit 1 where a page's queries grow with the data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10000])
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    with product():
        failed = _measure_all(given.sizes, given.rounds)
    return 1 if failed else 0


def _measure_all(sizes, rounds):
    from django.db import connection
    from django_scopes import scope

    world = _begin()
    counts, seeded = {}, 0
    for size in sizes:
        with scope(organisation=world["organisation"]):
            started = time.perf_counter()
            _seed(world, size - seeded)
            seeded = size
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print(f"\n{connection.vendor}, {size:,} applications (seeded in {time.perf_counter() - started:.0f} s)")
        print(f"{'page':<30}{'median ms':>10}{'95% ms':>9}{'queries':>9}")
        for name, client, address, headers in _pages(world):
            median, high, queries = _measure(client, address, headers, rounds)
            counts.setdefault(name, []).append(queries)
            print(f"{name:<30}{median:>10.0f}{high:>9.0f}{queries:>9}", flush=True)
    growing = {name: seen for name, seen in counts.items() if max(seen) > min(seen)}
    print("\nQueries are the same at every size." if not growing else f"\nQUERIES GROW: {growing}")
    return growing


def _begin():
    """An organisation with 40 openings, and one candidate for each kind who was taken there by verbs."""
    from django.test import Client
    from django_scopes import scope, scopes_disabled
    from tests.factories.hiring import make_opening
    from tests.factories.organisations import MembershipFactory, OrganisationFactory
    from tests.factories.scoring import make_scored
    from tests.factories.sittings import make_sitting

    from trialpiece.web.api.domain import create_key
    from trialpiece.web.organisations.enums import Role
    from trialpiece.web.sittings.enums import SittingState

    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=organisation):
        manager = MembershipFactory(organisation=organisation, role=Role.HIRING_MANAGER)
        raters = [MembershipFactory(organisation=organisation, role=Role.INTERVIEWER) for _ in range(2)]
        openings = [make_opening(manager=manager, interviewers=raters) for _ in range(OPENINGS)]
        scored = make_scored(by=manager, opening=openings[0])
        kinds = {
            SCORED: scored,
            HANDED_IN: make_sitting(by=manager, opening=openings[0], state=SittingState.SUBMITTED),
            UNDER_WAY: make_sitting(by=manager, opening=openings[0], state=SittingState.STARTED),
        }
        _, token = create_key(by=manager, name="benchmark")
        stages = {each.pk: each.stages.get() for each in openings}
    clients = {}
    for name, member in (("manager", manager), ("rater", raters[0])):
        clients[name] = Client(headers={"host": "127.0.0.1"})
        clients[name].force_login(member.user)
    return {
        "organisation": organisation, "manager": manager, "openings": openings, "kinds": kinds, "number": 0,
        "clients": clients, "token": token, "scored": scored, "stages": stages,
    }  # fmt: skip


def _seed(world, number):
    """Copies of the candidates who were taken through the process, spread over the openings; dates going back."""
    from trialpiece.web.candidates.models import Application, Candidate
    from trialpiece.web.decisions.models import Debrief
    from trialpiece.web.scoring.models import Score, Scorecard
    from trialpiece.web.sittings.models import Pay, PortalLink, Sitting, Submission

    rows = {model: [] for model in (Candidate, Application, Sitting, PortalLink, Pay, Submission, Debrief)}
    rows |= {Scorecard: [], Score: []}
    for _ in range(number):
        world["number"] += 1
        which = world["number"]
        kind = (SCORED, SCORED, SCORED, DECIDED, DECIDED, HANDED_IN, HANDED_IN, UNDER_WAY, UNDER_WAY, DECIDED)[
            which % 10
        ]
        _copy_one(world, rows, which, kind)
    for model, made in rows.items():
        dates = [field.name for field in model._meta.fields if getattr(field, "auto_now_add", False)]
        fields = [model._meta.get_field(name) for name in dates]
        for field in fields:
            field.auto_now_add = False  # the copies' own dates stay
        model.objects.bulk_create(made, batch_size=500)
        for field in fields:
            field.auto_now_add = True


def _copy_one(world, rows, which, kind):
    from trialpiece.web.candidates.models import Application, Candidate
    from trialpiece.web.decisions.models import Debrief
    from trialpiece.web.scoring.models import Score, Scorecard
    from trialpiece.web.sittings.models import Pay, PortalLink, Sitting, Submission

    source = world["kinds"][SCORED if kind == DECIDED else kind]
    opening = world["openings"][which % OPENINGS if which % 3 else 0]  # a third applies for the same post
    back = timedelta(minutes=which)
    stage = world["stages"][opening.pk]
    application = source.application
    candidate = _copy(application.candidate, back, alias=f"{which:06X}", email=f"c{which}@candidates.example")
    state = "declined" if kind == DECIDED else application.state
    applied = _copy(application, back, candidate=candidate, opening=opening, state=state)
    sitting = _copy(source, back, application=applied, stage=stage)
    rows[Candidate].append(candidate)
    rows[Application].append(applied)
    rows[Sitting].append(sitting)
    rows[PortalLink] += [_copy(one, back, sitting=sitting) for one in source.links.all()]
    rows[Pay].append(_copy(source.pay, back, sitting=sitting, state="paid" if kind == DECIDED else source.pay.state))
    rows[Submission] += [_copy(one, back, sitting=sitting) for one in source.submissions.all()]
    if kind in {SCORED, DECIDED}:
        state = "decided" if kind == DECIDED else "open"
        rows[Debrief].append(_copy(application.debrief, back, application=applied, state=state))
    for card in source.scorecards.all():
        copied = _copy(card, back, sitting=sitting)
        rows[Scorecard].append(copied)
        rows[Score] += [_copy(score, back, scorecard=copied) for score in card.scores.all()]


def _copy(row, back, **changed):
    """A new row like `row`, all its moments earlier by `back`."""
    from datetime import datetime

    made = copy.copy(row)
    made._state = copy.copy(row._state)
    made._state.adding, made._state.fields_cache = True, {}
    made.pk = row._meta.pk.get_default()
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        if isinstance(value, datetime):
            setattr(made, field.attname, value - back)
    for name, value in changed.items():
        setattr(made, name, value)
    return made


def _pages(world):
    manager, rater = world["clients"]["manager"], world["clients"]["rater"]
    at = "/o/northquay/"
    busy, application = world["openings"][0].pk, world["scored"].application_id
    bearer = {"Authorization": f"Bearer {world['token']}"}
    return [
        ("home, manager", manager, at, {}),
        ("home, interviewer", rater, at, {}),
        ("openings", manager, f"{at}openings/", {}),
        ("opening, a third of all", manager, f"{at}openings/{busy}/", {}),
        ("opening, as interviewer", rater, f"{at}openings/{busy}/", {}),
        ("application", manager, f"{at}candidates/{application}/", {}),
        ("debrief", manager, f"{at}candidates/{application}/debrief/", {}),
        ("ledger of pay", manager, f"{at}pay/", {}),
        ("API: openings", manager, "/api/v1/openings", bearer),
        ("API: applications", manager, f"/api/v1/openings/{busy}/applications", bearer),
    ]


def _measure(client, address, headers, rounds):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200, (address, answer.status_code, answer.content[:300])
    with CaptureQueriesContext(connection) as captured:
        client.get(address, headers=headers)
    queries = len(captured)  # now: the next request empties the log
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        client.get(address, headers=headers)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1], queries


if __name__ == "__main__":
    sys.exit(main())
