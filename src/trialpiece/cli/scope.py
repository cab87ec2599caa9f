"""`trialpiece scope`: which role an advert describes, at which level, and what in it conflicts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from trialpiece.core.scoping.advert.engine import read
from trialpiece.core.scoping.advert.formats import Advert, BadAdvert, read_file, read_stream
from trialpiece.core.scoping.advert.reading import ADJACENT, Reading


class _Scope(click.Command):
    """Reads adverts; `work` as the first word is `trialpiece scope work` (a file of that name is `./work`)."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click passes on what it was given
    ) -> click.Context:
        """The context of this command, or of `work`."""
        if args[:1] == ["work"]:
            from trialpiece.cli import scope_work

            return scope_work.command.make_context(f"{info_name} work", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command("scope", cls=_Scope)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (schema trialpiece.scope/1).")
@click.option("--title", default="", help="The post's title, for a file that holds one advert.")
def command(files: tuple[str, ...], as_json: bool, title: str) -> None:  # noqa: FBT001 - click passes the flag by name
    """Read adverts by their duties: role, level, engagement, conflicts, and the sentences that carry each.

    FILE is text, Markdown, HTML, PDF, DOCX, or JSON Lines with id, description and optional title; `-` is standard input.

    `trialpiece scope work BRIEF.toml` reads a work brief instead.
    """
    try:
        for name in files:
            for advert in _adverts(name):
                reading = read(advert.text, title=advert.title or title, id=advert.id)
                if as_json:
                    click.echo(json.dumps(reading.as_json(), ensure_ascii=False))
                else:
                    _show(reading, advert.text)
    except BadAdvert as error:
        click.echo(str(error), err=True)
        sys.exit(2)


def _adverts(name: str) -> Iterator[Advert]:
    return read_stream(sys.stdin.buffer) if name == "-" else read_file(Path(name))


ROLE_WORDS = {
    "ml_engineer": "ML engineer",
    "data_scientist": "data scientist",
    "ai_researcher": "AI researcher",
    "mlops_engineer": "MLOps engineer",
    "other": "none of the four",
}
CONFLICT_WORDS = {
    "production_ownership_on_data_scientist": "a data scientist is asked to own production",
    "business_scoping_on_ml_engineer": "an ML engineer is asked to scope the business problem",
    "research_plus_production": "original research and production in one post",
    "unicorn_three_or_more_roles": "three or more jobs in one post",
}


def _show(reading: Reading, text: str) -> None:
    adjacent = f" (nearest: {ADJACENT[reading.adjacent]})" if reading.adjacent else ""
    click.echo(f"{reading.id}: {ROLE_WORDS[reading.primary]}{adjacent}, {reading.confidence:.0%} sure")
    parts = sorted(reading.shares.items(), key=lambda pair: -pair[1])
    click.echo(
        "  duties      " + ", ".join(f"{ROLE_WORDS[role]} {share:.0%}" for role, share in parts if share >= 0.05)
    )
    click.echo(
        f"  level       {reading.level.replace('_', ' ')}"
        + (f' (from "{reading.level_signal}")' if reading.level_signal else "")
    )
    click.echo(
        f"  engagement  {reading.engagement}"
        + (f' (from "{reading.engagement_signal}")' if reading.engagement_signal else "")
    )
    for conflict in reading.conflicts:
        click.echo(f"  conflict    {CONFLICT_WORDS[conflict]}")
    carrying = sorted((span for span in reading.spans if span.role == reading.primary), key=lambda span: -span.weight)[
        :3
    ]
    for span in carrying:
        click.echo(f'  because     "{" ".join(text[span.start : span.end].split())[:160]}"')
    for proposal in reading.proposals:
        click.echo(f"  proposal    {proposal.says}")
