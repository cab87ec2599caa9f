"""`trialpiece scope work`: what a brief leaves out, what kind of work it is, which team and contract it wants."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from trialpiece.cli.output import write_pdf
from trialpiece.core.documents import BadDocument
from trialpiece.core.results import to_json
from trialpiece.core.scoping.engagement import EngagementReading
from trialpiece.core.scoping.requirements import State, ready_to_start
from trialpiece.core.scoping.research import WorkNature
from trialpiece.core.scoping.team import TeamReading
from trialpiece.core.scoping.whole import BriefReading, read_brief
from trialpiece.core.scoping.work import WorkBrief, blank_brief, load_brief

_MARKS = {State.CLEAR: "ok     ", State.VAGUE: "vague  ", State.MISSING: "missing"}


@click.command(name="work")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="BRIEF.toml")
@click.option("--json", "as_json", is_flag=True, help="Print trialpiece.work/1.")
@click.option("--blank", is_flag=True, help="Print a brief to fill in.")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Write the reading as PDF, too.")
@click.option("--organisation", default="", metavar="NAME", help="Whose brief it is, for the PDF.")
def command(file: Path | None, pdf: Path | None, organisation: str, *, as_json: bool, blank: bool) -> None:
    """Read a work brief: what is missing or vague, engineering or research, team, contract."""
    if blank:
        click.echo(blank_brief(), nl=False)
        return
    if file is None:
        click.echo("Name a BRIEF.toml, or print one to fill in with --blank.", err=True)
        raise SystemExit(2)
    try:
        brief = load_brief(file)
    except BadDocument as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise SystemExit(2) from None
    told = read_brief(brief)
    if pdf:
        write_pdf(pdf, lambda: _as_pdf(brief, organisation))
    if as_json:
        report = {
            "schema": "trialpiece.work/1",
            "title": brief.title,
            "ready_to_start": ready_to_start(told.requirements),
            "requirements": to_json(told.requirements),
            "nature": to_json(told.nature),
            "team": to_json(told.team),
            "engagement": to_json(told.engagement),
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(brief, told)))


def _as_pdf(brief: WorkBrief, organisation: str) -> bytes:
    from trialpiece.core.papers.brief import About, brief_pdf

    return brief_pdf(brief, About(organisation=organisation, drawn=dt.datetime.now(dt.UTC)))


def _lines(brief: WorkBrief, told: BriefReading) -> Iterator[str]:
    readings, nature, team, engagement = told.requirements, told.nature, told.team, told.engagement
    open_ones = [each for each in readings if each.state is not State.CLEAR]
    clear = len(readings) - len(open_ones)
    yield f"{brief.title}: {'ready to start' if not open_ones else 'not ready to start'}, {clear} of {len(readings)} requirements clear."
    for each in readings:
        yield f"  {_MARKS[each.state]} {each.requirement.title}"
        for problem in each.problems:
            yield _wrapped(problem, 10)
        if each.problems:
            yield _wrapped(f"Why it matters: {each.requirement.why}", 10)
    yield from (
        _nature_lines(nature)
        if nature
        else ("", "Engineering or research: add a [[part]] with answers to the five questions.")
    )
    yield from _team_lines(team) if team else ("", "Team: say [team] stage or models_in_production.")
    yield from (
        _engagement_lines(engagement)
        if engagement
        else ("", "Contract: say [engagement] duration_months and the rest.")
    )


def _nature_lines(nature: WorkNature) -> Iterator[str]:
    yield ""
    yield f"Kind of work: {nature.headline}"
    for part in nature.parts:
        yield f"  {part.title}: {part.nature}"
        for reason in part.reasons:
            yield _wrapped(reason, 6)
        if part.without_evidence:
            yield _wrapped(f"Said without evidence: {', '.join(part.without_evidence).lower()}.", 6)
    for step in nature.split:
        yield _wrapped(f"- {step}", 4)
    consequence = nature.consequence
    for name, text in (
        ("Role", consequence.role),
        ("Schedule", consequence.schedule),
        ("Contract", consequence.contract),
    ):
        yield _wrapped(f"{name}: {text}", 2)
    yield _wrapped(nature.warning, 2)


def _team_lines(team: TeamReading) -> Iterator[str]:
    least, most = team.headcount
    size = f"{least} or more" if most is None else str(least) if least == most else f"{least}-{most}"
    yield ""
    yield f"Team: {team.stage.title}, {size} people. {team.stage.note}"
    for need in team.needs:
        ends = (
            f"{need.least}+"
            if need.most is None
            else str(need.least)
            if need.least == need.most
            else f"{need.least}-{need.most}"
        )
        yield f"  {ends:>4}  {need.title} ({need.present} there)"
    for gap in team.gaps:
        yield _wrapped(f"! {gap}", 2)


def _engagement_lines(reading: EngagementReading) -> Iterator[str]:
    costs = reading.assumptions
    yield ""
    yield f"Contract: {reading.headline}"
    for reason in reading.reasons:
        yield _wrapped(reason, 2)
    for warning in reading.warnings:
        yield _wrapped(f"! {warning}", 2)
    for question in reading.missing:
        yield _wrapped(f"? {question}", 2)
    yield f"  Over {costs.horizon_months} months, in {costs.currency}, under the assumptions below:"
    yield f"  {'':<12}{'total':>12}{'months of work':>16}{'per month of work':>19}"
    for option in reading.options:
        each = f"{option.per_month_of_work:,.0f}" if option.per_month_of_work is not None else "-"
        yield f"  {option.engagement:<12}{option.total:>12,.0f}{option.months_of_work:>16.1f}{each:>19}"
    for even in reading.break_even:
        yield _wrapped(even.says, 2)
    yield _wrapped(
        f"Assumed, to be replaced under [costs]: contractor {costs.contractor_day_rate:,.0f} and partner "
        f"{costs.partner_day_rate:,.0f} a day at {costs.days_per_month:g} days a month; salary {costs.salary_year:,.0f} a year "
        f"plus {costs.overhead_share:.0%}; recruiting {costs.recruiting_share:.0%} of a salary; {costs.months_to_hire:g} months to hire, "
        f"{costs.ramp_up_months:g} to ramp up; {costs.handover_days:g} days of handover; {costs.notice_months:g} months' notice when work ends (in the break-even only); a month of delay {costs.delay_cost_month:,.0f}.",
        2,
    )
    yield "  Exit and knowledge transfer:"
    for point in reading.checklist:
        yield _wrapped(f"[ ] {point.title}: {point.text}", 4)


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, 110, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
