"""What strangers wrote is shown and never obeyed by the terminal; what is no file is said to be none."""

import os

from click.testing import CliRunner

from trialpiece.cli import main


def _review(*arguments):
    return CliRunner().invoke(main, ["review", "--no-run", *map(str, arguments)])


def test_no_escape_of_a_submission_reaches_the_terminal(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a\x1b[5m.py").write_text('x = eval("\x1b[31m\x1b]0;title\x07\u202e\x9b2J")\n', encoding="utf-8")
    said = _review(folder).output
    assert "eval" in said
    assert not set(said) & {"\x1b", "\x07", "\u202e", "\x9b"}
    assert "[U+001B]" in said


def test_a_pipe_or_device_is_no_submission(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero"):
        done = _review(path)
        assert done.exit_code == 2
        assert "neither a file nor a folder" in done.output
