"""A BRIEF.toml as the fields of a stored brief, checked by the forms that people would fill, errors at their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django import forms

from trialpiece.core.documents import BadDocument, parse_checked, problem_at
from trialpiece.core.exercises.located import Document, Problem
from trialpiece.core.scoping.brief_file import KEYS, is_date
from trialpiece.core.scoping.team import ROLE_TITLES
from trialpiece.core.scoping.work import WorkBrief as CoreBrief
from trialpiece.core.scoping.work import brief_in
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoping.forms import MOST_PARTS, BriefForm, CostsForm, PartForm, SituationForm, TeamForm
from trialpiece.web.scoping.queries import LISTS


def fields_in(data: bytes, *, name: str, member: Membership) -> dict[str, Any]:
    """What a BRIEF.toml says, as `domain.write_brief` and `change_brief` take it.

    Raises:
        BadDocument: it is no brief, or says what the forms do not take; each problem names file and line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDocument([Problem(name, 1, "This file cannot be read as UTF-8 text.")]) from None
    document = parse_checked(text, "work-brief", name=Path(name).name)
    brief = brief_in(document)
    told = _Told(document)
    fields = {
        "title": brief.title.strip(),
        "content": told.content(brief, member),
        "parts": told.parts(brief),
        "team": told.team(brief),
        "situation": told.situation(brief),
        "costs": told.costs(brief),
    }
    if told.problems:
        raise BadDocument(told.problems)
    return fields


class _Told:
    """Puts each part of a brief through its form, and collects what is wrong."""

    def __init__(self, document: Document) -> None:
        self.document, self.problems = document, list[Problem]()

    def content(self, brief: CoreBrief, member: Membership) -> dict[str, str]:
        values = {name: getattr(brief, name) for name in KEYS}
        typed = {name: "\n".join(value) if name in LISTS else value for name, value in values.items()}
        form = BriefForm({**typed, "opening": ""}, member=member)
        self._check(form, dict(KEYS))
        for name in ("start", "end", "looks"):
            for each in typed[name].splitlines():
                if each and not is_date(each):
                    self._say(KEYS[name], f"`{KEYS[name][-1]}` must be a date such as 2027-01-11, not “{each[:40]}”.")
        return form.content() if form.is_valid() else {}

    def parts(self, brief: CoreBrief) -> list[dict[str, Any]]:
        if len(brief.parts) > MOST_PARTS:
            self._say(("part", MOST_PARTS), f"{len(brief.parts)} parts; a brief here has at most {MOST_PARTS}.")
            return []
        found = []
        for number, part in enumerate(brief.parts):
            stored = {"title": part.title, "answers": dict(part.answers), "evidence": dict(part.evidence)}
            form = PartForm(PartForm.initial_of(stored))
            keys: dict[str, tuple[str | int, ...]] = {"title": ("part", number, "title")}
            for name in form.fields:
                question = name.removesuffix("_evidence")
                section = "evidence" if name.endswith("_evidence") else "answers"
                keys.setdefault(name, ("part", number, section, question))
            self._check(form, keys)
            if form.is_valid() and (told := form.part()):
                found.append(told)
        return found

    def team(self, brief: CoreBrief) -> dict[str, Any]:
        if brief.team is None:
            return {}
        for role in brief.team.present:
            if role not in ROLE_TITLES:
                says = f"There is no role `{role}`; there are {', '.join(ROLE_TITLES)}."
                self._say(("team", "present", role), says)
        form = TeamForm(TeamForm.initial_of(asdict(brief.team)))
        keys = {role: ("team", "present", role) for role in ROLE_TITLES}
        self._check(
            form, {**keys, "stage": ("team", "stage"), "models_in_production": ("team", "models_in_production")}
        )
        return form.team() if form.is_valid() else {}

    def situation(self, brief: CoreBrief) -> dict[str, Any]:
        if brief.situation is None:
            return {}
        form = SituationForm(SituationForm.initial_of(asdict(brief.situation)))
        self._check(form, {name: ("engagement", name) for name in form.fields})
        return form.situation() if form.is_valid() else {}

    def costs(self, brief: CoreBrief) -> dict[str, Any]:
        if brief.costs is None:
            return {}
        form = CostsForm(asdict(brief.costs))
        self._check(form, {name: ("costs", name) for name in form.fields})
        return form.costs() if form.is_valid() else {}

    def _check(self, form: forms.BaseForm, keys: dict[str, Any]) -> None:
        for name, says in _errors(form):
            self._say(keys.get(name, ()), f"`{keys[name][-1]}`: {says}" if name in keys else says)

    def _say(self, key: tuple[str | int, ...], says: str) -> None:
        self.problems.append(problem_at(self.document, key, says))


def _errors(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for name, errors in form.errors.items():
        for each in errors:
            yield name, str(each)
