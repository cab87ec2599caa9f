"""How long the advert editor takes to answer a keystroke: the reading alone, the server's answer, and the browser's round trip.

python benchmarks/live_editor.py [--rounds 30] [--no-browser]

The adverts are made here of sentences as adverts have them, 3,000 to 300,000 characters. The server is uvicorn with one
process, the database SQLite, the browser Chromium on the same machine. A keystroke is answered 250 ms after the last one
(the page waits for a pause in typing); that wait is not part of the figures.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
from product import product

LENGTHS = (3_000, 6_000, 30_000, 300_000)
ADDRESS = "/o/northquay/work/read/advert/"
VERBS = [
    "train",
    "tune",
    "deploy",
    "monitor",
    "build",
    "design",
    "evaluate",
    "translate",
    "present",
    "document",
    "maintain",
    "review",
    "automate",
]
THINGS = (
    "machine-learning models that forecast late deliveries", "the data pipelines that feed them from the warehouse",
    "services that answer dispatchers in real time", "experiments with users and their results for managers",
    "dashboards of drift and quality", "questions of the business into analyses", "the release of models to production",
    "methods from recent papers on our own data", "feature stores, registries and schedules",
)  # fmt: skip
WISHES = (
    "5+ years of experience with Python",
    "a degree in a quantitative subject",
    "Docker and Kubernetes",
    "clear English",
)
COMPANY = "We move parcels around the Baltic, and we like cake. Our team is spread over three harbours. "
SCRIPT = """() => {
  window.taken = []; let began = 0;
  document.body.addEventListener('htmx:beforeRequest', () => { began = performance.now(); });
  document.body.addEventListener('htmx:afterSettle', () => { window.taken.push(performance.now() - began); });
}"""


def advert(length, seed=1):
    """An advert of about that many characters."""
    rng = random.Random(seed)
    lines = ["Machine learning engineer, logistics", "", COMPANY * 3, "", "What you will do"]
    while sum(map(len, lines)) + len(lines) < length * 0.8:
        lines.append(
            f"- {rng.choice(VERBS).capitalize()} {rng.choice(THINGS)}, and {rng.choice(VERBS)} {rng.choice(THINGS)}."
        )
    lines += ["", "What you bring"]
    while sum(map(len, lines)) + len(lines) < length:
        lines.append(f"- {rng.choice(WISHES)}")
    return "\n".join(lines)[:length]


def main():
    """Measure and print; exit 1 where a typical advert takes longer than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--no-browser", action="store_true")
    given = parser.parse_args()
    with product():
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        client, cookie = _member()
        _server_times(client, given.rounds)
        slow = False
        if not given.no_browser:
            slow = _round_trips(cookie, given.rounds)
    return 1 if slow else 0


def _member():
    """A client signed in as a hiring manager, and the session's cookie."""
    from django.conf import settings
    from django.test import Client
    from django_scopes import scope, scopes_disabled
    from tests.factories.organisations import MembershipFactory, OrganisationFactory

    from trialpiece.web.organisations.enums import Role

    with scopes_disabled():
        organisation = OrganisationFactory(name="Northquay Logistics", slug="northquay")
    with scope(organisation=organisation):
        member = MembershipFactory(organisation=organisation, role=Role.HIRING_MANAGER)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(member.user)
    return client, (settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)


def _server_times(client, rounds):
    from trialpiece.core.scoping.advert.engine import read

    print(
        f"{'characters':>11}{'reading alone':>16}{'answer, median':>17}{'95%':>8}{'processor':>12}   ms, in this process"
    )
    for length in LENGTHS:
        text, count = advert(length), rounds if length <= 30_000 else max(3, rounds // 10)
        client.post(ADDRESS, {"text": text})
        alone = _timed(lambda text=text: read(text), count)
        spent = time.process_time()
        walls = _timed(lambda text=text: client.post(ADDRESS, {"text": text, "title": "ML engineer"}), count)
        spent = 1000 * (time.process_time() - spent) / count
        print(
            f"{length:>11,}{statistics.median(alone):>16.0f}{statistics.median(walls):>17.0f}{_high(walls):>8.0f}{spent:>12.0f}",
            flush=True,
        )


def _timed(work, rounds):
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def _high(taken):
    return sorted(taken)[max(0, round(0.95 * len(taken)) - 1)]


def _round_trips(cookie, rounds):
    """Keystrokes in Chromium; whether a typical advert takes longer than 150 ms."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base, slow = f"http://127.0.0.1:{port}", False
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "trialpiece.web.asgi:application",
        "--port",
        str(port),
        "--log-level",
        "error",
    ]
    server = psutil.Popen(command, env={**os.environ, "TRIALPIECE_URL": base}, stdout=subprocess.DEVNULL)
    try:
        _wait(f"{base}/health/live")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context()
            context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": base}])
            page = context.new_page()
            print(
                f"\n{'characters':>11}{'median':>9}{'95%':>8}{'server':>9}   ms from request to settled page, in Chromium"
            )
            for length in LENGTHS[:3]:
                page.goto(f"{base}/o/northquay/work/adverts/new/")
                page.evaluate(SCRIPT)
                taken, spent = _type(page, advert(length), rounds, server)
                print(
                    f"{length:>11,}{statistics.median(taken):>9.0f}{_high(taken):>8.0f}{spent[0]:>9.0f}{spent[1]:>9.0f}",
                    flush=True,
                )
                slow = slow or (length <= 6_000 and statistics.median(taken) > 150)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return slow


def _type(page, text, rounds, server):
    """Milliseconds of each keystroke, and the processor time of server and browser for one (on a busy machine the truer)."""
    field = page.get_by_label("Text", exact=True)
    field.fill(text)
    page.wait_for_function("() => window.taken.length > 0")
    page.evaluate("() => { window.taken = []; }")
    field.press("End")
    before = _spent(server)
    for number in range(rounds):
        field.press("x")
        page.wait_for_function("n => window.taken.length > n", arg=number)
    spent = [1000 * (after - start) / rounds for start, after in zip(before, _spent(server), strict=True)]
    return page.evaluate("() => window.taken"), spent


def _spent(server):
    """Processor seconds so far: of the server, and of all that belongs to the browser."""
    others = [each for each in psutil.Process().children(recursive=True) if each.pid != server.pid]
    browsers = [each.cpu_times() for each in others if "chrom" in each.name()]
    return sum(server.cpu_times()[:2]), sum(sum(times[:2]) for times in browsers)


def _wait(address):
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer")


if __name__ == "__main__":
    sys.exit(main())
