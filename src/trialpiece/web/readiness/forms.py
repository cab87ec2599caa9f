"""Forms of assessments, of a respondent's answers, and of audits of data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from trialpiece.core.readiness.instrument import UNKNOWN, Dimension
from trialpiece.web.readiness import servers
from trialpiece.web.readiness.measuring import SUFFIXES
from trialpiece.web.readiness.models import Assessment, DataAudit, Respondent
from trialpiece.web.ui.words import coded

_ACCEPTED = (*SUFFIXES, ".zip")
_DICTIONARIES = (".csv", ".json", ".toml", ".md")


class AssessmentForm(forms.ModelForm):
    """Which piece of work is judged."""

    class Meta:
        model = Assessment
        fields = ["title"]
        help_texts = {
            "title": "One concrete piece of work, such as “predict late deliveries”; not the company at large."
        }


class RespondentForm(forms.ModelForm):
    """Whom to ask."""

    class Meta:
        model = Respondent
        fields = ["email", "function"]
        labels = {"function": "What they do"}
        help_texts = {"function": "Such as “head of logistics”. Ask people from different departments."}


class DimensionForm(forms.Form):
    """The items of one dimension; each may be left out, and “I do not know” is an answer."""

    all_optional = True

    def __init__(self, *args: Any, dimension: Dimension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dimension = dimension
        for item in dimension.items:
            choices = [(str(level), anchor) for level, anchor in enumerate(item.levels)]
            self.fields[_name(item.key)] = forms.ChoiceField(
                label=f"{item.title}. {item.ask}", choices=[*choices, (UNKNOWN, "I do not know")], required=False,
                widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"{_name(item.key)}-evidence"] = forms.CharField(
                label=f"Evidence for: {item.title.lower()}", help_text=coded(item.evidence), required=False, max_length=1000,
            )  # fmt: skip

    @staticmethod
    def initial_of(answers: dict[str, Any], evidence: dict[str, str]) -> dict[str, str]:
        """Initial values from what a respondent said before."""
        said = {_name(key): str(level) for key, level in answers.items()}
        return said | {f"{_name(key)}-evidence": text for key, text in evidence.items()}

    def answers(self) -> dict[str, int | str]:
        """Item key to level, or to "unknown"; what was left out is not there."""
        given = {item.key: self.cleaned_data.get(_name(item.key), "") for item in self.dimension.items}
        return {key: level if level == UNKNOWN else int(level) for key, level in given.items() if level}

    def evidence(self) -> dict[str, str]:
        """Item key to the evidence that was given."""
        given = {item.key: self.cleaned_data.get(f"{_name(item.key)}-evidence", "") for item in self.dimension.items}
        return {key: text.strip() for key, text in given.items() if text.strip()}


class DataAuditForm(forms.ModelForm):
    """Data to be measured."""

    file = forms.FileField(
        label="Data", help_text="CSV, Parquet or SQLite, or a zip file of them. An extract of some months will do."
    )
    address = forms.CharField(label="Or a PostgreSQL database", required=False, max_length=500)
    password = forms.CharField(
        label="Its password", required=False, max_length=200, strip=False,
        help_text="Kept under seal until the report is written, then deleted; never shown, never in the database.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    dictionary = forms.FileField(
        label="Data dictionary", required=False, help_text="CSV, JSON, TOML or Markdown, if there is one."
    )

    class Meta:
        model = DataAudit
        fields = ["label_column", "time_column"]
        help_texts = {
            "label_column": "What is to be predicted; guessed from the names if you leave it empty.",
            "time_column": "When a row happened; guessed if you leave it empty.",
        }

    field_order = ("file", "address", "password", "dictionary", "label_column", "time_column")

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        if data is not None and "address" in data:
            data = data.copy()  # a password in the address goes to its own field, which is never sent back
            data["address"], inside = servers.without_password(data["address"])
            data["password"] = data.get("password") or inside
        super().__init__(data, files, **kwargs)
        if allowed := servers.permitted():
            self.fields["file"].required = False
            said = "Such as postgresql://reader@db.example.org/warehouse. The administrator allows: "
            self.fields["address"].help_text = f"{said}{', '.join(allowed)}."
        else:
            del self.fields["address"], self.fields["password"]

    def clean(self) -> dict[str, Any]:
        """Either a file or a database."""
        told: dict[str, Any] = super().clean() or {}
        if self.errors or "address" not in self.fields:
            return told
        if bool(told.get("file")) == bool(told.get("address")):
            raise forms.ValidationError("Give either a file or a database.")
        return told

    def clean_address(self) -> servers.Server | None:
        """A server that the administrator lets audits read."""
        try:
            return servers.server_of(self.cleaned_data["address"]) if self.cleaned_data["address"] else None
        except servers.NotAllowed as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean_file(self) -> UploadedFile[bytes] | None:
        """A file of a kind that can be read, no larger than allowed."""
        given = self.cleaned_data["file"]
        return _checked(given, _ACCEPTED, "a CSV, Parquet, SQLite or zip file") if given else None

    def clean_dictionary(self) -> UploadedFile[bytes] | None:
        """A dictionary of a kind that can be read."""
        given = self.cleaned_data["dictionary"]
        return _checked(given, _DICTIONARIES, "a CSV, JSON, TOML or Markdown file") if given else None


def _checked(given: Any, suffixes: tuple[str, ...], wanted: str) -> Any:
    if not given.name.lower().endswith(suffixes):
        raise forms.ValidationError(f"{given.name} is not {wanted}.")
    if given.size > settings.UPLOAD_LIMIT_BYTES:
        most = settings.UPLOAD_LIMIT_BYTES // 1024**2
        raise forms.ValidationError(f"{given.name} is larger than {most} MB; upload an extract.")
    return given


def _name(key: str) -> str:
    """The form's name of an item: dots would end names in selectors."""
    return key.replace(".", "-")
