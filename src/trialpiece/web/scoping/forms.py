"""Forms of work briefs and adverts; labels and questions come from the packs."""

from __future__ import annotations

from dataclasses import fields as fields_of
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django_scopes.forms import SafeModelChoiceField

from trialpiece.core.scoping.advert.apart import read_apart
from trialpiece.core.scoping.advert.formats import LARGEST, BadAdvert
from trialpiece.core.scoping.engagement import Engagement
from trialpiece.core.scoping.team import ROLE_TITLES
from trialpiece.core.scoping.work import Costs, shipped_work
from trialpiece.web.openings import queries as openings
from trialpiece.web.organisations.models import Membership
from trialpiece.web.scoping import queries
from trialpiece.web.scoping.models import Advert, WorkBrief

ADVERT_FILES = (".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt")
MOST_PARTS = 6
LARGEST_BRIEF = 256 * 1024
_YES_NO = [("", "not said"), ("yes", "yes"), ("no", "no")]


def _text(label: str, help_text: str = "", rows: int = 2, most: int = 2000) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=most, widget=area)


def _line(label: str, help_text: str = "", kind: str = "text") -> forms.CharField:
    widget = forms.TextInput(attrs={"type": kind} if kind != "text" else {})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=300, widget=widget)


class BriefForm(forms.ModelForm):
    """The brief; every field may wait, the reading beside it says what is missing."""

    all_optional = True
    business_question = _text("Business question")
    baseline = _text("Baseline")
    success_metric = _line("Success metric")
    success_threshold = _line("Threshold", "The value from which it counts as success, with its unit.")
    failure_condition = _text("Failure condition")
    tables = _text("Tables", "One a line.", 3)
    credentials = _text("Access", "Through which account or role, granted by whom and since when.")
    included = _text("In scope", "One a line.", 3)
    excluded = _text("Out of scope", "One a line.", 2)
    start = _line("Start", kind="date")
    end = _line("End", kind="date")
    looks = _text("Looks in between", "Dates, one a line.", 2, 400)
    decision_good = _text("If it succeeds")
    decision_bad = _text("If it fails")
    decision_unclear = _text("If it stays unclear")

    class Meta:
        model = WorkBrief
        fields = ["title", "opening"]
        field_classes = {"opening": SafeModelChoiceField}
        help_texts = {"opening": "The post that this work is for, if there is one."}

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opening"].queryset = openings.visible_to(member)  # type: ignore[attr-defined] # a ModelChoiceField
        asks = {each.id: each.ask for each in shipped_work().requirements}
        for name, requirement in _ASKS.items():
            self.fields[name].help_text = " ".join(
                text for text in (asks[requirement], str(self.fields[name].help_text)) if text
            )
        for name in self.content_names():
            self.initial.setdefault(name, self.instance.content.get(name, ""))
        self.fields["title"].widget.attrs["autofocus"] = not self.instance.title

    @classmethod
    def content_names(cls) -> list[str]:
        """Fields that are kept as the brief's content."""
        return [name for name in cls.base_fields if name not in {"title", "opening"}]

    def content(self) -> dict[str, str]:
        """The content as typed."""
        return {name: self.cleaned_data.get(name, "") for name in self.content_names()}

    def typed(self) -> dict[str, str]:
        """The content of a form that was not validated, for a reading while people type."""
        return {name: self.data.get(name, "")[:2000] for name in self.content_names()}


class BriefFileForm(forms.Form):
    """A BRIEF.toml to be read."""

    file = forms.FileField(
        label="BRIEF.toml",
        help_text="As the command trialpiece scope work --blank prints one, or as a brief’s page gives it.",
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """A file that is small enough to be a brief."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST_BRIEF:
            raise forms.ValidationError(f"{given.name} is larger than {LARGEST_BRIEF // 1024} kB; no brief is so long.")
        return given


_ASKS = {
    "business_question": "business_question",
    "baseline": "baseline",
    "success_metric": "success_metric",
    "failure_condition": "failure_condition",
    "tables": "data_access",
    "included": "scope",
    "end": "timeline",
    "decision_good": "decisions",
}


class PartForm(forms.Form):
    """A part of the work with the diagnostic questions; a part without a title is left out."""

    all_optional = True
    title = forms.CharField(label="Part of the work", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in shipped_work().questions:
            self.fields[question.id] = forms.ChoiceField(
                label=f"{question.title}. {question.ask}", required=False, widget=forms.RadioSelect, initial="unsure",
                choices=[("engineering", question.engineering), ("research", question.research), ("unsure", "Not sure")],
            )  # fmt: skip
            self.fields[f"{question.id}_evidence"] = forms.CharField(
                label=f"What shows it: {question.title.lower()}", max_length=600, required=False
            )

    @staticmethod
    def initial_of(part: dict[str, Any]) -> dict[str, str]:
        """Initial values from a stored part."""
        evidence = {f"{name}_evidence": text for name, text in part.get("evidence", {}).items()}
        return {"title": part["title"], **part["answers"], **evidence}

    def part(self) -> dict[str, Any] | None:
        """The part as it is stored, None where it has no title."""
        told = self.cleaned_data
        if not told.get("title", "").strip():
            return None
        names = [question.id for question in shipped_work().questions]
        return {
            "title": told["title"].strip(),
            "answers": {name: told.get(name) or "unsure" for name in names},
            "evidence": {name: text for name in names if (text := told.get(f"{name}_evidence", "").strip())},
        }


class TeamForm(forms.Form):
    """The stage and who is there."""

    all_optional = True
    models_in_production = forms.IntegerField(label="Models in production", min_value=0, max_value=5000, required=False)
    stage = forms.ChoiceField(label="Stage", required=False, help_text="Leave it to the number of models, or choose.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(each.id, each.title) for each in shipped_work().stages]
        self.fields["stage"].choices = [("", "by the number of models"), *stages]  # type: ignore[attr-defined] # a ChoiceField
        for role, (_, many) in ROLE_TITLES.items():
            self.fields[role] = forms.IntegerField(
                label=f"{many[0].upper()}{many[1:]} there now", min_value=0, max_value=500, required=False
            )

    @staticmethod
    def initial_of(team: dict[str, Any]) -> dict[str, Any]:
        """Initial values from a stored team."""
        return {**{key: team.get(key) for key in ("models_in_production", "stage")}, **team.get("present", {})}

    def team(self) -> dict[str, Any]:
        """The team as it is stored; empty while neither stage nor number of models is said."""
        told = self.cleaned_data
        models, stage = told.get("models_in_production"), told.get("stage") or None
        if models is None and stage is None:
            return {}
        present = {role: told[role] for role in ROLE_TITLES if told.get(role)}
        return {"models_in_production": models, "stage": stage, "present": present}


class SituationForm(forms.Form):
    """What the choice of a contract depends on."""

    all_optional = True
    duration_months = forms.FloatField(label="Months that the work takes", min_value=0.1, max_value=240, required=False)
    ongoing_ownership = forms.ChoiceField(
        label="Must somebody run, watch and retrain it afterwards?", choices=_YES_NO, required=False
    )
    strategic = forms.ChoiceField(
        label="Is it part of what makes you different?", required=False,
        choices=[("", "not said"), ("low", "little"), ("medium", "somewhat"), ("high", "very much")],
    )  # fmt: skip
    needed_in_months = forms.FloatField(
        label="Months until first work must be done", min_value=0, max_value=240, required=False
    )
    in_house_direction = forms.ChoiceField(
        label="Can somebody in the house direct it day by day?", choices=_YES_NO, required=False
    )
    scarce_skill = forms.ChoiceField(label="Is the skill scarce?", choices=_YES_NO, required=False)
    transfer_written_down = forms.ChoiceField(
        label="Are exit and knowledge transfer written down?", choices=_YES_NO, required=False
    )
    planned = forms.ChoiceField(
        label="What is planned",
        required=False,
        choices=[("", "nothing yet"), *((one.value, one.value) for one in Engagement)],
    )

    @staticmethod
    def initial_of(situation: dict[str, Any]) -> dict[str, Any]:
        """Initial values from a stored situation."""
        words = {True: "yes", False: "no"}
        return {key: words[value] if isinstance(value, bool) else value for key, value in situation.items()}

    def situation(self) -> dict[str, Any]:
        """What was said; what was not said is not there."""
        truth = {"yes": True, "no": False}
        told = {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}
        return {key: truth.get(value, value) if isinstance(value, str) else value for key, value in told.items()}


_COSTS = {
    "currency": ("Currency", ""),
    "horizon_months": ("Horizon, months", ""),
    "days_per_month": ("Days of work a month", "Of outsiders."),
    "contractor_day_rate": ("Contractor, a day", ""),
    "partner_day_rate": ("Partner, a day", ""),
    "salary_year": ("Salary, a year", "Before overhead."),
    "overhead_share": ("Overhead", "Of the salary: 0.3 is 30%."),
    "recruiting_share": ("Recruiting", "Of a year's salary."),
    "months_to_hire": ("Months to hire", ""),
    "months_to_contractor": ("Months to a contractor", ""),
    "months_to_partner": ("Months to a partner", ""),
    "ramp_up_months": ("Months to ramp up", "Paid in full, half of the work done."),
    "handover_days": ("Days of handover", "Of an outsider, at the end."),
    "notice_months": ("Months of notice", "Of an employee, when there is no further work."),
    "delay_cost_month": ("A month of waiting costs", "What the business loses."),
}


def _as_typed(value: Any) -> Any:
    """78000.0 as the 78000 that somebody typed."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class CostsForm(forms.Form):
    """Assumptions, each to be replaced by one's own figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: _as_typed(value) for name, value in (self.initial or {}).items()}
        shipped = shipped_work().costs
        for each in fields_of(Costs):
            label, help_text = _COSTS[each.name]
            initial = getattr(shipped, each.name)
            field: forms.Field
            if isinstance(initial, str):
                field = forms.CharField(max_length=3, min_length=3)
            elif each.name == "horizon_months":
                field = forms.IntegerField(min_value=1, max_value=120)
            else:
                least = 1 if each.name == "days_per_month" else 0
                field = forms.FloatField(min_value=least, max_value=10_000_000)
            field.label, field.help_text, field.initial = label, help_text, initial
            self.fields[each.name] = field

    def costs(self) -> dict[str, Any]:
        """The assumptions that differ from the shipped ones."""
        shipped = shipped_work().costs
        return {name: value for name, value in self.cleaned_data.items() if value != getattr(shipped, name)}


class AdvertForm(forms.ModelForm):
    """The advert's text; a file is read into it before anything is saved."""

    file = forms.FileField(
        label="From a file", required=False, help_text="PDF, DOCX, HTML, Markdown or text. Its words replace the text below; nothing is saved yet.",
    )  # fmt: skip
    field_order = ("title", "file", "text", "opening", "brief")

    class Meta:
        model = Advert
        fields = ["title", "text", "opening", "brief"]
        widgets = {"text": forms.Textarea(attrs={"rows": 18, "spellcheck": "true"})}
        field_classes = {"opening": SafeModelChoiceField, "brief": SafeModelChoiceField}
        labels = {"text": "Text", "brief": "Work brief"}
        help_texts = {"brief": "Read the same way and put beside the advert."}

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opening"].queryset = openings.visible_to(member)  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["brief"].queryset = queries.visible_to(member)  # type: ignore[attr-defined] # as above
        self.fields["file"].widget.attrs["accept"] = ",".join(ADVERT_FILES)
        self.fields["text"].widget.attrs.pop("maxlength", None)  # browsers cut a longer text without a word

    def clean_file(self) -> str:
        """The words of the file, read in a process apart; empty where there is none."""
        given: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if given is None:
            return ""
        name = given.name or "file"
        suffix = PurePath(name).suffix.lower()
        if suffix not in ADVERT_FILES:
            raise forms.ValidationError(f"{name} is not a PDF, DOCX, HTML, Markdown or text file.")
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(f"{name} is larger than {LARGEST // 1_000_000} MB; no advert is so long.")
        try:
            return read_apart(given.read(), suffix, name).strip()
        except BadAdvert as error:
            raise forms.ValidationError(str(error)) from None

    def text_of_file(self) -> str:
        """The words of the file that came along; empty, with an error at the field, where there are none."""
        text: str = self.cleaned_data.get("file", "") if not self.errors.get("file") else ""
        if not text and "file" not in self.errors:
            self.add_error("file", "Choose a file first.")
        if not text:
            self.errors.pop("text", None)  # what is wrong is the file, not that there is no text yet
        return text
