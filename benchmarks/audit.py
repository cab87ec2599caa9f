"""The data audit's claims, measured: planted defects, public data sets, ten million rows, and beside a peer.

    python benchmarks/audit.py planted           found and missed, ours and ydata-profiling's minimal mode
    python benchmarks/audit.py public            what it says about data sets inside public packages
    python benchmarks/audit.py large [ROWS]      time and memory, Parquet and CSV, 20 columns
    python benchmarks/audit.py peer [ROWS]       the same rows through both

The peer and the public data sets run in an environment of their own (audit_others.py).
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
OTHERS = ["uv", "run", "-q", "--script", str(HERE / "audit_others.py")]
TABLE = """
SELECT range AS order_id, (hash(range) % 500000)::INT AS customer_id,
  TIMESTAMP '2023-01-01' + to_seconds((range * 9)::BIGINT) AS created_at,
  ['red', 'green', 'blue', 'grey'][1 + (hash(range + 1) % 4)::INT] AS colour,
  ['DE', 'FR', 'NL', 'PL', 'ES', 'IT'][1 + (hash(range + 2) % 6)::INT] AS country,
  round(random() * 100, 2) AS amount, random() AS f1, random() * 10 AS f2, -ln(random() + 1e-9) AS f3,
  (random() * 1000)::INT AS i1, (random() * 10)::INT AS i2,
  CASE WHEN random() < .1 THEN NULL ELSE random() * 50 END AS maybe, (random() < 0.2)::INT AS churned,
  'user' || (hash(range) % 500000) || '@example.org' AS email,
  CASE WHEN random() < .01 THEN -999 ELSE (random() * 90)::INT END AS age, 'EUR' AS currency, random() * 5 AS f4,
  (random() * 3)::INT AS i3, DATE '2020-01-01' + (random() * 1500)::INT AS signup,
  'note ' || (hash(range + 5) % 1000) AS note
FROM range({rows})
"""


def ours(file: Path) -> dict:
    """The audit in a process of its own: seconds, peak memory, CPU seconds, observations."""
    code = (
        "import json, resource, sys, time\n"
        "started = time.perf_counter()\n"
        "from trialpiece.core.readiness.audit import audit\n"
        "report = audit(sys.argv[1])\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(json.dumps({'seconds': time.perf_counter() - started, 'megabytes': used.ru_maxrss / 1024,\n"
        "  'cpu': used.ru_utime + used.ru_stime, 'observations': [o.says for t in report.tables for o in t.observations]}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def peer(file: Path) -> dict:
    """ydata-profiling's minimal mode on the same file; memory None when it did not survive."""
    done = subprocess.run([*OTHERS, "profile", str(file)], check=False, capture_output=True, text=True)
    if done.returncode:
        return {"seconds": None, "megabytes": None, "alerts": [], "failed": done.stderr.strip().splitlines()[-1:]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def make(file: Path, rows: int) -> None:
    form = "(FORMAT parquet)" if file.suffix == ".parquet" else "(HEADER)"
    duckdb.sql(f"COPY ({TABLE.format(rows=rows)}) TO '{file}' {form}")


def large(rows: int = 10_000_000) -> None:
    print(f"{rows:,} rows x 20 columns on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("parquet", "csv"):
            file = Path(folder) / f"table.{ending}"
            make(file, rows)
            found = ours(file)
            print(
                f"  {ending:<8} {found['seconds']:6.1f} s wall, {found['cpu']:6.1f} s CPU, {found['megabytes']:6.0f} MB peak"
            )
            file.unlink()


def beside(rows: int = 200_000) -> None:
    print(f"{rows:,} rows x 20 columns, Parquet, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.parquet"
        make(file, rows)
        for name, run in (("trialpiece audit", ours), ("ydata-profiling 4.18.4, minimal", peer)):
            found = run(file)
            if found["seconds"] is None:
                print(f"  {name:<34} did not survive: {found['failed']}")
            else:
                print(
                    f"  {name:<34} {found['seconds']:6.1f} s wall, {found['cpu']:6.1f} s CPU, {found['megabytes']:6.0f} MB peak"
                )


def planted() -> None:
    """Each defect of the test alone in a clean table; the peer counts as finding it when a new alert names the column (or duplicates)."""
    where = HERE.parent / "tests" / "core" / "readiness" / "audit" / "test_planted.py"
    spec = importlib.util.spec_from_file_location("planted", where)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    from trialpiece.core.readiness.audit import audit

    rows, tally = [], [0, 0]
    with tempfile.TemporaryDirectory() as folder:
        for number, (defect, (plant, kind, column)) in enumerate({"": (list, "", None), **module.PLANTED}.items()):
            file = Path(module.written(Path(folder), plant(module.clean_rows()))).rename(Path(folder) / f"{number}.csv")
            observed = audit(str(file), label_column="returned", today=module.TODAY).tables[0].observations
            rows.append((defect, column, (kind, column) in [(each.kind, each.column) for each in observed]))
        done = subprocess.run([*OTHERS, "alerts", folder], check=True, capture_output=True, text=True)
    alerts = json.loads(done.stdout.strip().splitlines()[-1])
    print("| planted | audit | ydata-profiling, minimal: new alerts |\n| --- | --- | --- |")
    for number, (defect, column, found) in enumerate(rows[1:], 1):
        about = [
            each
            for each in alerts[str(number)]
            if each not in alerts["0"] and (column is None or f"[{column}]" in each)
        ]
        tally = [tally[0] + found, tally[1] + bool(about)]
        print(f"| {defect} | {'found' if found else 'MISSED'} | {'; '.join(about)[:90] or '-'} |")
    print(f"\naudit {tally[0]} of {len(rows) - 1}; peer {tally[1]} of {len(rows) - 1}")


def public() -> None:
    from trialpiece.core.readiness.audit import audit

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*OTHERS, "export", folder], check=True, capture_output=True)
        for file in sorted(Path(folder).glob("*.csv")):
            report = audit(str(file))
            table = report.tables[0]
            print(
                f"\n{file.name}: {table.rows:,} x {len(table.columns)}, {report.seconds:.1f} s, key {table.keys[:1]}, "
                f"time {table.time_column}, outcome {table.label}"
            )
            for each in table.observations:
                print(f"  {each.weight:<8}{each.kind:<20}{each.says}")


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in {"planted", "public", "large", "peer"}:
        sys.exit(__doc__)
    started = time.perf_counter()
    {"planted": planted, "public": public, "large": large, "peer": beside}[sys.argv[1]](*map(int, sys.argv[2:]))
    print(
        f"\n{time.perf_counter() - started:.0f} s in all, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB here"
    )
