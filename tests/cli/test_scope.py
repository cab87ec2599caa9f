"""`trialpiece scope`: what it prints, and how it answers bad input."""

import json

from click.testing import CliRunner

from trialpiece.cli.scope import command

ADVERT = """Senior Data Scientist

About us
We are a maker of bicycle locks.

What you will do
- Analyse customer behaviour and design A/B tests with product managers
- Build statistical models that explain churn and present insights to stakeholders

Requirements
- 5+ years of experience with Python and SQL
- Docker and Kubernetes
"""


def run(*arguments, given=None):
    return CliRunner().invoke(command, list(arguments), input=given)


def test_an_advert_is_read_by_its_duties_not_by_its_must_haves(tmp_path):
    file = tmp_path / "advert.txt"
    file.write_text(ADVERT)
    answer = run("--json", str(file))
    assert answer.exit_code == 0, answer.output
    reading = json.loads(answer.output)
    assert reading["schema"] == "trialpiece.scope/1"
    assert reading["primary"] == "data_scientist"
    assert reading["level"] == "senior"


def test_json_lines_give_one_answer_a_line(tmp_path):
    file = tmp_path / "many.jsonl"
    file.write_text(
        "".join(json.dumps({"id": n, "description": ADVERT, "title": "Data Scientist"}) + "\n" for n in range(3))
    )
    answers = [json.loads(line) for line in run("--json", str(file)).output.splitlines()]
    assert [answer["id"] for answer in answers] == ["0", "1", "2"]


def test_standard_input_is_read():
    assert json.loads(run("--json", "-", given=ADVERT).output)["primary"] == "data_scientist"


def test_a_broken_line_is_named_and_the_exit_code_is_two(tmp_path):
    file = tmp_path / "many.jsonl"
    file.write_text('{"id": 1, "description": "Train models."}\n{"id": 2}\n')
    answer = run("--json", str(file))
    assert answer.exit_code == 2
    assert answer.stderr.strip() == f'{file}, line 2: needs a "description" that is text'
