"""How forms are drawn, and the rating widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms by our templates: label, help, control, error, each linked to the others for screen readers."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class RatingScale(forms.RadioSelect):
    """The anchored scale as radio buttons; `anchors` maps a choice's value to what that level looks like.

    A choice whose value is not a digit (an abstention) is drawn below without a number.
    """

    template_name = "ui/forms/rating.html"
    use_fieldset = True

    def __init__(self, anchors: Mapping[Any, str] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.anchors = {str(value): text for value, text in (anchors or {}).items()}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context, with each option's level and anchor."""
        context = super().get_context(name, value, attrs)
        for _, options, _ in context["widget"]["optgroups"]:
            for option in options:
                level = str(option["value"])
                option["level"] = level if level.isdigit() else ""
                option["anchor"] = self.anchors.get(level, option["label"])
        return context
