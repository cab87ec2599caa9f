"""Take the README's pictures from a running demo: python scripts/screenshots.py [--address http://127.0.0.1:8000]."""

# ruff: noqa: INP001 -- a script, no package
from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PASSWORD = "trialpiece-demo"  # noqa: S105 (the demo's, which it prints)
SIZE = {"width": 1280, "height": 820}


def main() -> None:
    """Sign in as the hiring manager, open the candidate who is discussed, save review and debrief."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    address = parser.parse_args().address
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce").new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/accounts/login/")
        page.fill("input[name=login]", "manager@northquay.example")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(re.compile("/o/northquay/"))
        _save(page, "home")
        page.click("text=Open debrief")
        page.wait_for_url(re.compile("debrief"))
        _save(page, "debrief")
        key = page.url.rstrip("/").split("/")[-2]
        page.goto(f"{address}/o/northquay/candidates/{key}/")
        page.locator("a[href*='/reviews/'], a[href*='/review']").first.click()
        page.wait_for_load_state()
        _save(page, "review")
        browser.close()


def _save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
