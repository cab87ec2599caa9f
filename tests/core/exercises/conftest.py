"""The shipped pack, one variant of it, and its reference solution."""

import csv
import importlib.util
import io
import shutil

import pytest

from trialpiece.core.exercises.loader import load_pack
from trialpiece.core.exercises.variant import make_variant

SLUG = "subscription-retention"


@pytest.fixture(scope="session")
def pack():
    return load_pack(SLUG)


@pytest.fixture(scope="session")
def variant(pack):
    return make_variant(pack, 11)


@pytest.fixture(scope="session")
def reference(pack):
    spec = importlib.util.spec_from_file_location("reference_solution", pack.folder / "key" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def as_read():
    """Tables as a candidate reads them: from CSV, as text."""

    def read(variant):
        tables = {}
        for name, table in variant.data.tables.items():
            header, *rows = csv.reader(io.StringIO(table.to_csv().decode()))
            tables[name] = {
                column: list(values) for column, values in zip(header, zip(*rows, strict=True), strict=True)
            }
        return tables

    return read


@pytest.fixture
def pack_copy(pack, tmp_path):
    """A copy of the shipped pack to spoil."""
    return shutil.copytree(pack.folder, tmp_path / SLUG, ignore=shutil.ignore_patterns("submissions", "__pycache__"))
