"""`trialpiece readiness`: can the organisation feed a team?"""

from __future__ import annotations

import datetime as dt
import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trialpiece.cli.output import write_pdf
from trialpiece.core.documents import BadDocument
from trialpiece.core.readiness.agreement import ends_of
from trialpiece.core.readiness.all_profiles import markdown_of_profiles
from trialpiece.core.readiness.gate import Verdict, decide, shipped_gate
from trialpiece.core.readiness.instrument import (
    Answers,
    Instrument,
    blank_answers,
    load_answers,
    load_instrument,
    shipped_instrument,
)
from trialpiece.core.readiness.profile import DimensionResult, Profile, profile_of
from trialpiece.core.results import to_json

if TYPE_CHECKING:
    from trialpiece.core.readiness.audit.values import Audit


@click.group()
def command() -> None:
    """Is the organisation ready to feed an AI team?"""


@command.command()
def questions() -> None:
    """Print a blank answer file with every question and its levels."""
    click.echo(blank_answers(shipped_instrument()), nl=False)


@command.command()
def profiles() -> None:
    """Print the gate's outcome for all 81 profiles at three levels per dimension, as Markdown."""
    click.echo(markdown_of_profiles(), nl=False)


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ANSWERS.toml...")
@click.option(
    "--instrument", "own", type=click.Path(path_type=Path), help="Your own instrument instead of the shipped one."
)
@click.option("--json", "as_json", is_flag=True, help="Print trialpiece.readiness/1.")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as PDF, too.")
@click.option("--organisation", default="", metavar="NAME", help="Whose report it is, for the PDF.")
def score(files: tuple[Path, ...], own: Path | None, pdf: Path | None, organisation: str, *, as_json: bool) -> None:
    """Profile and verdict from one answer file per respondent."""
    try:
        instrument, answers = _read(files, own)
    except BadDocument as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise SystemExit(2) from None
    profile = profile_of(instrument, answers)
    verdict = decide(profile)
    if pdf:
        work = ", ".join(sorted({each.work for each in answers if each.work}))
        write_pdf(pdf, lambda: _as_pdf(profile, verdict, organisation, work))
    if as_json:
        click.echo(json.dumps(_as_json(profile, verdict), ensure_ascii=False))
    else:
        click.echo(_as_text(profile, verdict))


@command.command()
@click.argument("source")
@click.option("--dictionary", type=click.Path(path_type=Path), help="Data dictionary: CSV, JSON, TOML or Markdown.")
@click.option("--label", "label_column", metavar="COLUMN", help="The outcome; guessed from its name if not given.")
@click.option("--time", "time_column", metavar="COLUMN", help="When a row happened; guessed if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print trialpiece.audit/1.")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as PDF, too.")
@click.option("--organisation", default="", metavar="NAME", help="Whose data they are, for the PDF.")
def audit(
    source: str,
    dictionary: Path | None,
    label_column: str | None,
    time_column: str | None,
    *,
    pdf: Path | None,
    organisation: str,
    as_json: bool,
) -> None:
    """Measure data: a CSV, Parquet or SQLite file, a folder of them, or a PostgreSQL URL."""
    from trialpiece.cli.audit_report import as_text
    from trialpiece.core.readiness import audit as audits

    watched = sys.stderr.isatty() and not as_json
    try:
        report = audits.audit(
            source,
            dictionary=dictionary,
            label_column=label_column,
            time_column=time_column,
            progress=(lambda name: click.echo(f"Reading {name} ...", err=True)) if watched else lambda _: None,
        )
    except audits.AuditError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    if pdf:
        write_pdf(pdf, lambda: _audit_as_pdf(report, organisation))
    click.echo(
        json.dumps({"schema": "trialpiece.audit/1", **to_json(report)}, ensure_ascii=False)
        if as_json
        else as_text(report)
    )


def _read(files: tuple[Path, ...], own: Path | None) -> tuple[Instrument, list[Answers]]:
    """Every file, on one version of the instrument.

    Raises:
        BadDocument: a file has errors, or the files were given on different versions.
    """
    instrument = load_instrument(own) if own else None
    answers = []
    for file in files:
        instrument, given = load_answers(file, instrument)
        answers.append(given)
    if instrument is None:
        raise BadDocument([])
    return instrument, answers


def _as_pdf(profile: Profile, verdict: Verdict, organisation: str, work: str) -> bytes:
    from trialpiece.core.papers.readiness import About, readiness_pdf

    about = About(organisation=organisation, title=work, closed=None, drawn=dt.datetime.now(dt.UTC))
    return readiness_pdf(profile, verdict, about)


def _audit_as_pdf(report: Audit, organisation: str) -> bytes:
    from trialpiece.core.papers.audit import About, audit_pdf

    now = dt.datetime.now(dt.UTC)
    return audit_pdf(to_json(report), About(organisation, Path(report.source).name, now.date(), now))


def _as_json(profile: Profile, verdict: Verdict) -> dict[str, object]:
    return {
        "schema": "trialpiece.readiness/1",
        "instrument": {"id": profile.instrument.id, "version": profile.instrument.version},
        "gate": {"version": shipped_gate().version},
        "respondents": profile.respondents,
        "dimensions": [
            {
                "id": each.dimension.id,
                "title": each.dimension.title,
                "estimate": to_json(each.estimate),
                "standing": to_json(verdict.standings.get(each.dimension.id)),
                "spread": each.spread,
                "agreement": to_json(each.agreement),
                "missing": each.missing,
                "bounds": to_json(each.bounds),
                "items": [
                    {
                        "key": item.item.key,
                        "title": item.item.title,
                        "levels": list(item.levels),
                        "mean": item.mean,
                        "unknown": item.unknown,
                        "skipped": item.skipped,
                    }
                    for item in each.items
                ],
            }
            for each in profile.dimensions
        ],
        "agenda": to_json(profile.agenda),
        "verdict": {key: value for key, value in to_json(verdict).items() if key != "caveats"},
        "caveats": to_json(profile.caveats),
    }


def _as_text(profile: Profile, verdict: Verdict) -> str:
    """The report that a person reads: answer first."""
    lines = [verdict.headline, _wrapped(verdict.because), ""]
    lines += [
        f"{profile.respondents} answered, of 4 in each dimension; {shipped_gate().thresholds.sufficient:g} is sufficient."
    ]
    for each in profile.dimensions:
        lines += _dimension_lines(each, str(verdict.standings.get(each.dimension.id, "cannot be said")))
    if verdict.outcome:
        lines += ["", "What to do first", _wrapped(verdict.outcome.do_first, "  ")]
        said = (*verdict.also, verdict.outcome.hire, verdict.permits_says, verdict.outcome.not_yet)
        lines += [_wrapped(each, "  ") for each in said if each]
    if len(verdict.order) > 1:
        lines += [f"  Weakest first: {', '.join(verdict.order)}."]
    if verdict.carried_by:
        lines += ["", "Items that carry the verdict"]
        for reason in verdict.carried_by:
            lines.append(
                _wrapped(f"{reason.mean:.1f} {reason.item.title} ({reason.item.key}). {reason.item.first_step}", "  ")
            )
    if profile.agenda:
        lines += ["", "To talk about"] + [_wrapped(topic.says, "  ") for topic in profile.agenda]
    if verdict.outcome:
        lines += ["", "The next 90 days"]
        for step in verdict.outcome.plan:
            lines.append(_wrapped(f"week {step.weeks:>5}: {step.do} ({step.who}) Done when: {step.done}", "  "))
    lines += ["", _wrapped(verdict.sensitivity)] + [_wrapped(f"Note: {each.says}") for each in profile.caveats]
    return "\n".join(lines)


def _dimension_lines(each: DimensionResult, standing: str) -> list[str]:
    agreement = each.agreement
    said = str(each.estimate) if each.estimate else "nobody answered half of it"
    if agreement.value is None:
        agree = "agreement: cannot be said"
    else:
        agree = f"agreement rWG(J) {agreement.value:.2f} ({ends_of(agreement.interval)}; n = {agreement.n})"
    lines = [f"  {each.dimension.title:<24} {said:<36} {standing}", f"  {'':<24} {agree}"]
    return lines + [f"  {'':<24} {caveat.says}" for caveat in agreement.caveats if caveat.code == "out-of-range"]


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 100, initial_indent=indent, subsequent_indent=indent + ("    " if indent else ""))
