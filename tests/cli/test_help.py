"""The help of the whole command: every command in a line, at once."""

import subprocess
import sys

from click.testing import CliRunner

from trialpiece.cli import COMMANDS, main


def test_each_command_stands_in_the_help_with_one_whole_line_and_can_be_called():
    lines = CliRunner().invoke(main, ["--help"]).output.splitlines()
    for name, what in COMMANDS.items():
        assert any(line.split(None, 1) == [name, what] for line in lines if line.strip()), name
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_the_help_waits_for_no_command():
    script = (
        "import sys; from click.testing import CliRunner; from trialpiece.cli import main;"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0;"
        "print([name for name in sys.modules if name.startswith(('django', 'numpy', 'trialpiece.core', 'trialpiece.web'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
