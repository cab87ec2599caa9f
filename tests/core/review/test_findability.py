"""Whether others could run the work: paths, packages, secrets left behind."""

import pytest
from tests.core.review.submissions import found, notebook, report_of

from trialpiece.core.review.finding import Polarity, Strength

PATHS = "reproducibility.absolute_paths"


@pytest.mark.parametrize(
    "path",
    [
        "/home/jane/data.csv",
        "/Users/jane/data.csv",
        "C:\\\\Users\\\\Jane\\\\data.csv",
        "D:/work/data.csv",
        "~/data.csv",
    ],
)
def test_a_path_on_one_machine_is_found_and_does_not_tell_whose(tmp_path, path):
    report = report_of(tmp_path, a__ipynb=notebook(f"pd.read_csv('{path}')"))
    (finding,) = found(report, PATHS)
    assert finding.strength is Strength.WEAK
    assert "jane" not in finding.quote.lower()
    assert "jane" not in str(report.to_json()).lower()


def test_a_path_of_the_platform_is_only_a_note(tmp_path):
    (finding,) = found(report_of(tmp_path, a__ipynb=notebook("pd.read_csv('/content/data.csv')")), PATHS)
    assert finding.strength is Strength.NOTE


@pytest.mark.parametrize(
    "text", ["data/train.csv", "../data.csv", "https://x.org/home/data.csv", "/", "a/b", "N/A", "/month"]
)
def test_a_path_that_travels_is_no_finding(tmp_path, text):
    assert found(report_of(tmp_path, a__ipynb=notebook(f"f('{text}')")), PATHS) == []


IMPORTS = notebook("import os\nimport pandas as pd\nfrom sklearn import svm\nimport helper")


def test_packages_that_are_not_declared_are_named(tmp_path):
    report = report_of(tmp_path, a__ipynb=IMPORTS, helper__py="", requirements__txt="pandas==2.2\n")
    (finding,) = found(report, "reproducibility.undeclared_dependencies")
    assert "sklearn" in finding.says
    assert "pandas" not in finding.says
    assert finding.strength is Strength.NOTE


@pytest.mark.parametrize(
    "files",
    [
        {"requirements__txt": "pandas==2.2\nscikit-learn>=1.4\n"},
        {"pyproject__toml": '[project]\ndependencies = ["pandas~=2.2", "scikit_learn"]\n'},
        {"environment__yml": "dependencies:\n  - pandas=2.2\n  - pip:\n    - scikit-learn\n"},
    ],
)
def test_packages_that_are_all_declared_are_a_strength(tmp_path, files):
    report = report_of(tmp_path, a__ipynb=IMPORTS, helper__py="", **files)
    (finding,) = found(report, "reproducibility.dependencies_declared")
    assert finding.polarity is Polarity.STRENGTH
    assert "versions" in finding.says
    assert found(report, "reproducibility.undeclared_dependencies") == []


def test_a_package_that_only_begins_alike_is_not_taken_for_declared(tmp_path):
    report = report_of(tmp_path, a__py="import pandas\n", requirements__txt="pandas-profiling\n")
    assert len(found(report, "reproducibility.undeclared_dependencies")) == 1


def test_an_installation_in_the_notebook_counts_as_declared(tmp_path):
    report = report_of(tmp_path, a__ipynb=notebook("!pip install pandas", "import pandas"))
    assert found(report, "reproducibility.no_declared_dependencies") == []


def test_nothing_declared_is_a_note(tmp_path):
    (finding,) = found(report_of(tmp_path, a__py="import pandas\n"), "reproducibility.no_declared_dependencies")
    assert finding.strength is Strength.NOTE


def test_the_standard_library_needs_no_declaration(tmp_path):
    assert found(report_of(tmp_path, a__py="import os, json\n"), "reproducibility.no_declared_dependencies") == []


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("api_key = 'a81bd1f09c2e77'", "a81bd1f09c2e77"),
        ("connect(password='hunter2hunter2')", "hunter2hunter2"),
        ("config = {'db_password': 'correct7horse'}", "correct7horse"),
        ("os.environ['API_KEY'] = 'q1w2e3r4t5'", "q1w2e3r4t5"),
        ("engine = create_engine('postgresql://ann:s3cr3tpw@db/x')", "s3cr3tpw"),
        ("engine = create_engine('postgresql://ann:s3cr3tpw@db.example.com/x')", "s3cr3tpw"),
        ("client = Client('AKIAABCDEFGHIJKLMNOP')", "AKIAABCDEFGHIJKLMNOP"),
    ],
)
def test_a_secret_is_found_and_never_repeated(tmp_path, line, secret):
    report = report_of(tmp_path, a__ipynb=notebook(line))
    (finding,) = found(report, "code_quality.secrets")
    assert secret not in str(report.to_json())
    assert "[hidden]" in finding.quote


@pytest.mark.parametrize(
    "line",
    [
        "api_key = os.environ['API_KEY']",
        "api_key = 'YOUR_API_KEY'",
        "password = ''",
        "token = '<unk>'",
        "pad_token = '[PAD]'",
        "connect(password=getpass())",
        "url = 'postgresql://localhost/db'",
        "column = 'password'",
    ],
)
def test_a_placeholder_or_a_look_up_is_no_secret(tmp_path, line):
    assert found(report_of(tmp_path, a__ipynb=notebook(line)), "code_quality.secrets") == []
