"""Work beside other work in the demo: one pair that is worth a look, the others explained.

The demo's candidates hand in three worked examples between them, so that their code is run three times and not eight;
those pairs are alike for that reason, and a member says so. One candidate's work is another's in other words.
"""

from __future__ import annotations

import io
import json
import re
import zipfile

from trialpiece.web.demo.clock import Scene
from trialpiece.web.demo.people import COORDINATOR
from trialpiece.web.demo.scenes import Stage, example
from trialpiece.web.likeness import domain
from trialpiece.web.likeness.enums import Outcome
from trialpiece.web.likeness.models import Pool, Prints
from trialpiece.web.likeness.ranking import ranking_of

_NAMES = {
    "df": "data",
    "df2": "people",
    "df3": "plans",
    "df4": "usage",
    "df5": "tickets",
    "rf": "forest",
    "s": "scoring",
}
_NAME = re.compile(r"(?<![\w.'\"])(?:" + "|".join(sorted(_NAMES, reverse=True)) + r")(?!\w)")
_OWN = (
    "# how many leave, and what the tables look like\nprint(data['churned_60d'].value_counts(normalize=True))",
    "for name, table in {'people': people, 'plans': plans}.items():\n    print(name, len(table), table.isna().sum().sum())",
)
_SAME = (
    "Both hand in the same worked example of this exercise: the demonstration has three of them for all its candidates. "
    "In a real process I would ask both."
)


def in_other_words(quality: str) -> bytes:
    """The worked example of that quality with other names, two cells of its own, and comments."""
    source, out = zipfile.ZipFile(io.BytesIO(example(quality).archive())), io.BytesIO()
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith(".ipynb"):
                content = _reworded(json.loads(content))
                entry.filename = "churn_prediction.ipynb"
            archive.writestr(entry.filename, content)
    return out.getvalue()


def _reworded(notebook: dict) -> bytes:
    cells = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        cells.append(cell | {"source": _NAME.sub(lambda found: _NAMES[found.group()], source), "outputs": []})
    own = [cells[0] | {"id": f"own-{number}", "source": source} for number, source in enumerate(_OWN)]
    return json.dumps(notebook | {"cells": [*cells[:2], *own, *cells[2:]]}).encode()


def explained(on: Stage) -> Scene:
    """The coordinator looks at the pairs that there are so far, and says why they are alike."""
    yield on.clock.ago(1, "16:40")
    for pool in Pool.objects.all():
        rows = {row.submission_id: row for row in Prints.objects.filter(pool=pool).select_related("submission")}
        for pair in ranking_of(pool).pairs:
            domain.judge(
                one=rows[pair.one], other=rows[pair.other], outcome=Outcome.EXPLAINED, reason=_SAME,
                by=on.staff[COORDINATOR],
            )  # fmt: skip
