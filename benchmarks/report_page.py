"""How long the report page takes for notebooks of 10, 100 and 1,000 cells, and how large it is.

python benchmarks/report_page.py [--cells 10 100 1000] [--rounds 5]

Processor time of this process, with all middleware and templates, without a network; every cell has nine lines. The code is coloured
by our own pattern; Pygments' time for the same code, in the same run, stands beside it.
"""

from __future__ import annotations

import argparse
import gzip
import time

from product import product

LINE = "frame_{0} = df.groupby('region').agg(total=('amount', 'sum')).reset_index()  # {0}"


def main():
    """Make a submission of each size, read it, ask for its page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with product():
        _measure(given.cells, given.rounds)


def _measure(sizes, rounds):
    from django.test import Client
    from django_scopes import scope, scopes_disabled
    from tests.factories.organisations import MembershipFactory, OrganisationFactory
    from tests.factories.reviews import CODE, make_report, work_of
    from tests.factories.sittings import make_sitting

    from trialpiece.web.organisations.enums import Role
    from trialpiece.web.sittings.enums import SittingState

    with scopes_disabled():
        organisation = OrganisationFactory(slug="northquay")
    print(f"{'cells':>6} {'page, s':>8} {'MB':>6} {'gzip, KB':>9} {'our colours, s':>15} {'Pygments, s':>12}")
    with scope(organisation=organisation):
        manager = MembershipFactory(organisation=organisation, role=Role.HIRING_MANAGER)
        client = Client(headers={"host": "localhost"})
        client.force_login(manager.user)
        for size in sizes:
            body = "\n".join(LINE.format(number) for number in range(8))
            cells = [*CODE[:3], *(f"{body}\nprint({number})" for number in range(size - len(CODE))), *CODE[3:]]
            sitting = make_sitting(by=manager, state=SittingState.SUBMITTED)
            address = f"/o/northquay/reviews/{make_report(sitting, content=work_of(cells)).pk}/"
            page = client.get(address).content
            assert page.count(b'<article class="cell') >= size, "the page shows something else"
            seconds = min(_timed(lambda address=address: client.get(address)) for _ in range(rounds))
            ours, theirs = (min(_timed(lambda draw=draw, cells=cells: draw(cells)) for _ in range(2)) for draw in _DRAW)
            print(f"{size:>6} {seconds:>8.2f} {len(page) / 1e6:>6.2f} {len(gzip.compress(page)) / 1e3:>9.0f} "
                  f"{ours:>15.3f} {theirs:>12.3f}", flush=True)  # fmt: skip


def _timed(call):
    started = time.process_time()
    call()
    return time.process_time() - started


def _ours(cells):
    from trialpiece.web.ui.listing import python_lines

    for code in cells:
        python_lines(code)


def _pygments(cells):
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    for code in cells:
        highlight(code, get_lexer_by_name("python", stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))


_DRAW = (_ours, _pygments)

if __name__ == "__main__":
    main()
