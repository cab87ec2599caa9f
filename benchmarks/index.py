"""The product's index of fingerprints: adding one submission, and working the ranking out, at 200, 1,000 and 5,000.

python benchmarks/index.py [--sizes 200 1000 5000]
python -m tests.postgres .venv/bin/python benchmarks/index.py      # on PostgreSQL

Rows are made in bulk; then one more is added as the worker adds it (document, fingerprints, row), fifty times, and the
page of pairs is asked for with and without a ranking that stands.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time

from product import product

ROUNDS = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 1000, 5000])
    sizes = parser.parse_args().sizes
    with product():
        measure(sizes)


def measure(sizes: list[int]) -> None:
    from django.test import Client
    from django_scopes import scope
    from tests.factories.hiring import make_opening
    from tests.factories.likeness import make_work
    from tests.factories.organisations import MembershipFactory, OrganisationFactory

    from trialpiece.web.organisations.enums import Role

    organisation = OrganisationFactory(slug="northquay")
    with scope(organisation=organisation):
        manager = MembershipFactory(organisation=organisation, role=Role.HIRING_MANAGER)
        first = make_work("print(1)", by=manager, opening=make_opening(manager=manager))
        client, seeded = Client(HTTP_HOST="127.0.0.1"), 1
        client.force_login(manager.user)
        for size in sizes:
            fill(first, size - seeded, seeded)
            seeded = size
            added = [add_one(first, n) for n in range(ROUNDS)]
            address = f"/o/northquay/alike/{first.prints.pool_id}/"
            cold, warm = asked(client, address), asked(client, address)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{size:5} submissions: one more in {statistics.median(added):.1f} ms (slowest {max(added):.1f}), "
                f"the page {cold:.0f} ms after a change and {warm:.0f} ms otherwise; peak {peak:.0f} MB"
            )


def fill(first, count: int, number: int) -> None:
    """Rows of applications, sittings, submissions, reviews and fingerprints like those of the first."""
    import copy

    from similarity import made

    from trialpiece.core.review.similarity.compare import pieces_of, prints_of
    from trialpiece.core.review.similarity.index import packed
    from trialpiece.web.keys import new_key

    sitting = first.sitting
    chain = [sitting.application.candidate, sitting.application, sitting, first, first.prints.review, first.prints]
    links = [(), ("candidate",), ("application",), ("sitting",), ("submission",), ("submission", "review")]
    rows = [[] for _ in chain]
    for n in range(number, number + count):
        made_here = {}
        for kind, (row, ties) in enumerate(zip(chain, links, strict=True)):
            new = copy.copy(row)
            new._state = copy.copy(row._state)
            new.pk = new_key()
            for tie in ties:
                setattr(new, f"{tie}_id", made_here[tie])
            made_here[row._meta.model_name] = new.pk
            if kind == 0:
                new.alias, new.email = f"{n:06X}", f"{n}@candidates.example"
            if kind == len(chain) - 1:
                own = prints_of(pieces_of(made(n)))
                new.hashes, new.size = packed(own.distinct), own.size
            rows[kind].append(new)
    for row, new in zip(chain, rows, strict=True):
        type(row).objects.bulk_create(new, batch_size=500)


def add_one(first, n: int) -> float:
    """CPU milliseconds from the finished reading to the row."""
    import gzip
    import io
    import json

    from similarity import made

    from trialpiece.web.likeness import domain
    from trialpiece.web.reviews.document import document_of
    from trialpiece.web.reviews.models import Review
    from trialpiece.web.sittings import blobs

    packed = gzip.compress(json.dumps(document_of(made(100_000 + n))).encode())
    Review.objects.filter(pk=first.prints.review_id).update(document=blobs.store(io.BytesIO(packed))[0])
    review = Review.objects.select_related("submission__sitting__stage", "submission__sitting__application").get(
        pk=first.prints.review_id
    )
    start = time.process_time()
    assert domain.add(review=review)
    return (time.process_time() - start) * 1000


def asked(client, address: str) -> float:
    start = time.process_time()
    assert client.get(address).status_code == 200
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
