# /// script
# requires-python = ">=3.11,<3.13"
# dependencies = [
#   "ydata-profiling==4.18.4", "setuptools<81", "pyarrow", "scikit-learn", "statsmodels", "vega-datasets", "palmerpenguins",
# ]
# ///
"""What benchmarks/audit.py needs from other packages, in an environment of its own (`uv run --script`).

`alerts FOLDER` and `profile FILE` run ydata-profiling's minimal mode; `export FOLDER` writes public data sets that ship inside these packages as CSV. The packages pin older numpy and pandas than the product, so they stay out of its lock.
"""

import json
import resource
import sys
import time
from pathlib import Path


def export(folder: Path) -> None:
    import palmerpenguins
    import statsmodels.datasets as sm
    from sklearn import datasets as sk
    from vega_datasets import data as vega

    tables = {
        "sklearn-iris": sk.load_iris(as_frame=True).frame,
        "sklearn-wine": sk.load_wine(as_frame=True).frame,
        "sklearn-breast-cancer": sk.load_breast_cancer(as_frame=True).frame,
        "sklearn-diabetes": sk.load_diabetes(as_frame=True).frame,
        "penguins": palmerpenguins.load_penguins_raw(),
        "statsmodels-fair": sm.fair.load_pandas().data,
        "statsmodels-anes96": sm.anes96.load_pandas().data,
        "statsmodels-co2": sm.co2.load_pandas().data.reset_index(),
        "statsmodels-sunspots": sm.sunspots.load_pandas().data,
        "statsmodels-randhie": sm.randhie.load_pandas().data,
        "vega-cars": vega.cars(),
        "vega-seattle-weather": vega.seattle_weather(),
        "vega-stocks": vega.stocks(),
        "vega-la-riots": vega.la_riots(),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)


def profile(file: Path) -> None:
    import pandas as pd
    from ydata_profiling import ProfileReport

    started = time.perf_counter()
    frame = pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file)
    report = ProfileReport(frame, minimal=True, progress_bar=False)
    alerts = [str(each) for each in report.get_description().alerts]
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - started,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "cpu": sum(
                    sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
                ),
                "alerts": alerts,
            }
        )
    )


def alerts(folder: Path) -> None:
    """The alerts on each CSV in a folder, in one process: importing takes longer than profiling."""
    import pandas as pd
    from ydata_profiling import ProfileReport

    said = {}
    for file in sorted(folder.glob("*.csv")):
        report = ProfileReport(pd.read_csv(file), minimal=True, progress_bar=False)
        said[file.stem] = [str(each) for each in report.get_description().alerts]
    print(json.dumps(said))


if __name__ == "__main__":
    {"export": export, "profile": profile, "alerts": alerts}[sys.argv[1]](Path(sys.argv[2]))
