"""Fetch the front-end packages named in frontend/package-lock.json and copy what the pages use.

Run `python scripts/vendor_frontend.py` after changing frontend/package.json or frontend/icons.txt
(needs npm; users of the product never do). The result is committed, with a list of versions and
checksums in vendored.json that a test holds against the lock file.
"""

# ruff: noqa: INP001 -- a script, no package
from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src" / "trialpiece" / "web" / "ui" / "static" / "ui"
SVG = "http://www.w3.org/2000/svg"

COPIES = {
    "@fontsource-variable/inter": {
        "files/inter-latin-wght-normal.woff2": "fonts/inter-latin.woff2",
        "files/inter-latin-ext-wght-normal.woff2": "fonts/inter-latin-ext.woff2",
        "LICENSE": "fonts/inter.LICENSE.txt",
    },
    "htmx.org": {"dist/htmx.min.js": "js/htmx.min.js", "LICENSE": "js/htmx.LICENSE.txt"},
    "lucide-static": {"LICENSE": "icons.LICENSE.txt"},
}
LICENCES = {"@fontsource-variable/inter": "OFL-1.1", "htmx.org": "0BSD", "lucide-static": "ISC"}


def sprite(icons: Path) -> str:
    """One SVG with a `<symbol>` for each name in frontend/icons.txt."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in sorted((FRONTEND / "icons.txt").read_text(encoding="utf-8").split()):
        drawing = ET.parse(icons / f"{name}.svg").getroot()  # noqa: S314 -- a locked package's own file
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", {"id": name, "viewBox": "0 0 24 24"})
        symbol.extend(list(drawing))
    text = ET.tostring(root, encoding="unicode")
    return " ".join(text.split()).replace("> <", "><") + "\n"


def vendor(modules: Path) -> dict[str, object]:
    """Copy the chosen files from node_modules and describe them."""
    packages = []
    for name, files in COPIES.items():
        source = modules / name
        version = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
        for origin, target in files.items():
            (STATIC / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / origin, STATIC / target)
        built = list(files.values())
        if name == "lucide-static":
            (STATIC / "icons.svg").write_text(sprite(source / "icons"), encoding="utf-8")
            built.append("icons.svg")
        sums = {path: hashlib.sha256((STATIC / path).read_bytes()).hexdigest() for path in sorted(built)}
        packages.append({"name": name, "version": version, "licence": LICENCES[name], "sha256": sums})
    return {"packages": packages}


def main() -> int:
    """Install into a temporary folder, copy, and write vendored.json."""
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("vendor_frontend.py: npm is not installed; it is needed only to rebuild vendored files\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(FRONTEND / name, Path(folder) / name)
        subprocess.run(  # noqa: S603 -- a fixed command without a shell
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True
        )
        listing = vendor(Path(folder) / "node_modules")
    (STATIC / "vendored.json").write_text(json.dumps(listing, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
