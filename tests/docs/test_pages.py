"""The documentation says what the product does: every setting, every page reachable, no picture missing."""

import re
from pathlib import Path

import pytest

from trialpiece.web.settings.environment import SETTINGS

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_administrators_page_with_its_default(setting):
    page = (ROOT / "docs/administrator/settings.md").read_text()
    row = next(line for line in page.splitlines() if line.startswith(f"| `{setting.name}`"))
    assert setting.help in row
    assert (f"`{setting.default}`" if setting.default else "empty") in row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_page_is_in_the_sites_navigation(page):
    assert str(page.relative_to(ROOT / "docs")) in (ROOT / "mkdocs.yml").read_text(), "add it to nav in mkdocs.yml"


def test_the_sites_navigation_names_each_page_once_and_none_that_is_not_there():
    named = re.findall(r"^ +- (?:.*: )?(\S+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(str(page.relative_to(ROOT / "docs")) for page in PAGES)


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *PAGES, ROOT / "deploy/README.md"], ids=lambda page: str(page.relative_to(ROOT))
)
def test_links_between_files_lead_somewhere(page):
    found = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text())
    missing = [link for link in found if not (page.parent / link).exists()]
    assert not missing
