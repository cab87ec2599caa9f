"""Reading adverts: the engine beside title words, keyword counts, and TF-IDF with logistic regression, in one run.

    python benchmarks/scope.py [FOLDER]       # FOLDER holds adverts.parquet and labels.jsonl

Figures leave whole sources out: each source is read by weights that never saw its labels. Without a folder only the
speed is measured, on texts that are written here.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from trialpiece.core.scoping.advert import corpus, flags_train, learn, roles, train
from trialpiece.core.scoping.advert.engine import read
from trialpiece.core.scoping.advert.features import grams, tokens
from trialpiece.core.scoping.advert.reading import ROLES
from trialpiece.core.scoping.advert.weights import Weights

KEYWORDS = {
    "ml_engineer": ("train", "model", "deep", "pytorch", "tensorflow", "inference", "fine-tun", "computer", "vision"),
    "data_scientist": ("insight", "statistic", "stakeholder", "experiment", "hypothesi", "analysi", "business", "a/b"),
    "ai_researcher": ("research", "publish", "paper", "novel", "phd", "conferenc"),
    "mlops_engineer": ("mlops", "pipelin", "deploy", "kubernetes", "monitor", "infrastructur", "ci/cd", "terraform"),
    "other": ("etl", "dashboard", "tableau", "api", "react", "langchain", "rag", "report", "sql", "java"),
}
DUTIES = (
    "Train and evaluate models that forecast demand for {}.", "Deploy models to production and monitor drift for {}.",
    "Present insights on {} to stakeholders.", "Build dashboards and reports for {}.", "Collaborate with data scientists who work on {}.",
    "Experience with Python, Docker and SQL in {}.", "We are a company that cares about {} and its people.", "Health insurance and 401k for {}.",
)  # fmt: skip


def title_words(title: str) -> str:
    """The role that the first fitting words of a title name."""
    claims = [f.removeprefix("claims:") for f in roles.title_features(title) if f.startswith("claims:")]
    order = (
        ("mlops", "mlops_engineer"),
        ("research", "ai_researcher"),
        ("data scientist", "data_scientist"),
        ("ml engineer", "ml_engineer"),
    )
    return next((role for claim, role in order if claim in claims), "other")


def keyword_counts(text: str) -> str:
    """The role whose keywords come most often."""
    seen = Counter(tokens(text))
    return max(ROLES, key=lambda role: sum(seen[word] for word in KEYWORDS[role]))


TITLE_COUNTS = 8.0  # chosen for the peer's sake: 1 gives .62, 15 gives .64 where 8 gives .66


def bag(text: str, title: str) -> dict[str, float]:
    """Term counts of text and title, for TF-IDF."""
    counts = {word: 1 + math.log(n) for word, n in Counter(grams(tokens(text))).items()}
    return counts | {"title " + word: TITLE_COUNTS for word in tokens(title)}


def tfidf(train_rows: list[dict[str, float]], kinds: list[str], test_rows: list[dict[str, float]]) -> list[str]:
    """TF-IDF, rows of length one, softmax regression."""
    x = learn.matrix(train_rows, at_least=3)
    idf = np.log(x.values.shape[0] / np.maximum(1, (x.values > 0).sum(axis=0))).A1

    def scaled(matrix):
        weighed = matrix.multiply(idf).tocsr()
        length = np.sqrt(weighed.multiply(weighed).sum(axis=1)).A1
        return weighed.multiply(1 / np.maximum(length, 1e-9)[:, None]).tocsr()

    y = np.array([ROLES.index(kind) for kind in kinds])
    weight = learn.balanced(y, np.ones(len(y)), 0.5)
    table, bias = learn.soft_targets(scaled(x.values), np.eye(len(ROLES))[y], weight, 0.02, 200)
    scores = scaled(learn.matrix(test_rows, 0, x.names).values) @ table + bias
    return [ROLES[n] for n in scores.argmax(axis=1)]


def line(name: str, pairs: list[tuple[str, str]], misled: list[bool]) -> None:
    """One method's figures."""

    def f1(role: str) -> float:
        both = sum(t == p == role for t, p in pairs)
        return 2 * both / max(1, 2 * both + sum((t == role) != (p == role) for t, p in pairs))

    right = [t == p for t, p in pairs]
    wrong_title = [hit for hit, lies in zip(right, misled, strict=True) if lies]
    share = sum(right) / len(right)
    half = 1.96 * math.sqrt(share * (1 - share) / len(right))
    print(
        f"{name:34} {share:.3f} ± {half:.3f}   {sum(map(f1, ROLES)) / 5:.3f}   {sum(wrong_title) / max(1, len(wrong_title)):.3f} (n={len(wrong_title)})"
    )


def peer(rest: list[corpus.Advert], here: list[corpus.Advert], *, titled: bool) -> dict[str, str]:
    """What TF-IDF says of the adverts here, learned from the labelled rest."""
    taught = [a for a in rest if a.label]
    known, asked = ([bag(a.text, a.title if titled else "") for a in some] for some in (taught, here))
    answers = tfidf(known, [str(a.label["primary"]) for a in taught if a.label], asked)
    return {a.id: answer for a, answer in zip(here, answers, strict=True)}


def compare(folder: Path) -> None:
    """Every method on the labelled adverts of the folder, whole sources left out."""
    adverts = corpus.load(folder)
    known = [advert for advert in adverts if advert.kind]
    gold = [advert for advert in known if advert.label]
    print(f"{len(gold)} labelled adverts, {len(known) - len(gold)} more for training; each source left out in turn")
    print(f"{'':34} accuracy         macro-F1  where the title misleads")
    misled = [title_words(a.title) != a.label["primary"] for a in gold]
    said: dict[str, dict[str, str]] = {
        "TF-IDF + LR, text": {},
        "TF-IDF + LR, text and title": {},
        "engine, text": {},
        "engine, text and title": {},
    }
    signals: Counter[tuple[str, str]] = Counter()
    unseen: dict[str, Weights] = {}
    groups = {corpus.source_group(advert.source) for advert in gold}
    for group, ours in train.unseen(adverts, train.shipped_gate(), groups):
        unseen[group] = ours
        here = [a for a in gold if corpus.source_group(a.source) == group]
        rest = [a for a in known if corpus.source_group(a.source) != group]
        for name, titled in (("TF-IDF + LR, text", False), ("TF-IDF + LR, text and title", True)):
            said[name] |= peer(rest, here, titled=titled)
        for a in here:
            reading = read(a.text, title=a.title, model=ours)
            said["engine, text and title"][a.id] = reading.primary
            said["engine, text"][a.id] = read(a.text, model=ours).primary
            for field in ("level", "engagement"):
                if a.label.get(field):
                    signals[(field, str(a.label[field] == getattr(reading, field)))] += 1
    said = {
        "title words": {a.id: title_words(a.title) for a in gold},
        "keyword counts": {a.id: keyword_counts(a.text) for a in gold},
    } | said
    for name, answers in said.items():
        line(name, [(a.label["primary"], answers[a.id]) for a in gold], misled)
    flags_train.estimate(flags_train.examples(adverts, unseen))
    for field in ("level", "engagement"):
        yes, no = signals[(field, "True")], signals[(field, "False")]
        print(f"{field:40} accuracy {yes / max(1, yes + no):.3f} of {yes + no}")


FIRST = {
    "the first reading, in Python": "from trialpiece.core.scoping.advert.engine import read; read(open({file!r}).read())",
    "`trialpiece scope FILE`": "from trialpiece.cli import main; main(['scope', {file!r}], standalone_mode=False)",
    "of which click": "import click",
}
TIMED = (
    "import sys, time; begin = time.process_time(), time.perf_counter(); {body};"
    " sys.stderr.write(f'{{time.process_time() - begin[0]}} {{time.perf_counter() - begin[1]}}')"
)
STARTS = 7


def speed(texts: list[tuple[str, str]]) -> None:
    """Adverts a second on one core, after the first; and the first, in a fresh interpreter."""
    read(texts[0][0])
    begin = time.process_time()
    for text, title in texts:
        read(text, title=title)
    each = (time.process_time() - begin) / len(texts)
    print(
        f"{1 / each:.0f} adverts a second on one core ({each * 1e3:.1f} ms each, {sum(len(t) for t, _ in texts) / len(texts):.0f} characters)"
    )
    with TemporaryDirectory() as folder:
        file = Path(folder, "advert.txt")
        file.write_text(texts[0][0])
        for name, body in FIRST.items():
            program = TIMED.format(body=body.format(file=str(file)))
            cpu, wall = first(program, compiled=Path(folder, "bytecode"))
            anew, _ = first(program, compiled=None)
            print(
                f"{name:30} {cpu:4.0f} ms of processor time after the interpreter's start, {wall:.0f} ms by the clock;"
                f" {anew:.0f} ms where Python may keep no bytecode (medians of {STARTS})"
            )


def first(program: str, compiled: Path | None) -> tuple[float, float]:
    """Processor time and wall time in ms of a program that tells them; with its modules compiled before, as when installed, or not."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    bytecode = {"PYTHONPYCACHEPREFIX": str(compiled)} if compiled else {"PYTHONDONTWRITEBYTECODE": "1"}
    told = [
        subprocess.run(
            [sys.executable, "-c", program], env=kept | bytecode, capture_output=True, text=True, check=True
        ).stderr.split()
        for _ in range(STARTS + 1)
    ][1:]  # the one before compiles
    cpu, wall = zip(*[(float(one) * 1e3, float(other) * 1e3) for one, other in told], strict=True)
    return median(cpu), median(wall)


def main() -> None:
    """Speed always; figures where there is a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--speed-only", action="store_true")
    options = parser.parse_args()
    if options.folder is None:
        made = ["\n".join(line.format(f"topic {n} of {k}") for k in range(5) for line in DUTIES) for n in range(300)]
        speed([(text, "Machine Learning Engineer") for text in made])
        return
    adverts = [(a.text, a.title) for a in corpus.load(options.folder) if a.text][::39][:300]
    speed(adverts)
    if not options.speed_only:
        compare(options.folder)


if __name__ == "__main__":
    main()
