"""What is committed is what the lock file names, unchanged, with its licence."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "src" / "trialpiece" / "web" / "ui" / "static" / "ui"
VENDORED = json.loads((STATIC / "vendored.json").read_text(encoding="utf-8"))["packages"]


@pytest.mark.parametrize("package", VENDORED, ids=lambda p: p["name"])
def test_versions_match_the_lock_file(package):
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"][f"node_modules/{package['name']}"]["version"] == package["version"]


@pytest.mark.parametrize("package", VENDORED, ids=lambda p: p["name"])
def test_files_are_unchanged_and_carry_their_licence(package):
    for path, digest in package["sha256"].items():
        assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest() == digest, path
    assert any("LICENSE" in path for path in package["sha256"])


def test_every_package_asked_for_is_vendored():
    asked = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {p["name"] for p in VENDORED} == set(asked)


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    assert drawn == set((ROOT / "frontend" / "icons.txt").read_text(encoding="utf-8").split())
    named = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "src" / "trialpiece" / "web").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert {(path, name) for path, name in named if name not in drawn} == set()
