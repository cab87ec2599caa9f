"""Administrators read what is so."""

from pathlib import Path

import pytest

from trialpiece.web.settings.environment import SETTINGS

PAGE = Path(__file__).parents[3] / "docs/administrator/settings.md"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.name)
def test_the_page_about_settings_says_what_each_does(setting):
    default = f"`{setting.default}`" if setting.default else "empty"
    assert f"| `{setting.name}` | {setting.help} | {default} |" in PAGE.read_text()
