"""The runtime is built once, readable by everybody, and built anew only when it must be."""

import json
import stat

import pytest

from trialpiece.runner import runtime, selfcheck
from trialpiece.runner.runtime import RuntimeMissing

sandboxed = pytest.mark.skipif(not selfcheck.available(), reason=f"the sandbox: {selfcheck.unavailable_reason()}")


def test_a_missing_runtime_says_how_to_get_one(tmp_path):
    with pytest.raises(RuntimeMissing, match="run `make setup`"):
        runtime.load(tmp_path / "none")


def test_a_spoilt_stamp_counts_as_no_runtime(tmp_path):
    (tmp_path / "stamp.json").write_text("{")
    with pytest.raises(RuntimeMissing):
        runtime.load(tmp_path)


def test_the_place_can_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIALPIECE_RUNTIME", str(tmp_path))
    assert runtime.location() == tmp_path


@sandboxed
@pytest.mark.sandbox
def test_every_user_can_read_it_and_none_but_its_owner_can_write():
    root = runtime.load().root
    for path in (
        root,
        root / "site",
        root / "python" / "bin" / "python3",
        root / "etc" / "passwd",
        root / "stamp.json",
    ):
        mode = path.stat().st_mode
        assert mode & stat.S_IROTH, path
        assert not mode & stat.S_IWOTH, path


@sandboxed
@pytest.mark.sandbox
def test_modules_are_compiled_beforehand():
    site = runtime.load().root / "site"
    assert list((site / "pandas" / "__pycache__").glob("__init__.*.pyc"))


def test_a_change_of_the_lock_that_does_not_touch_its_packages_builds_nothing(tmp_path, monkeypatch):
    built = []
    root = tmp_path / "runtime"
    root.mkdir()
    locked = b"numpy==2\n"
    contents = runtime.hashlib.sha256(runtime._surroundings() + locked).hexdigest()
    stamp = {"fingerprint": "an older lock", "contents": contents, "python": "3", "packages": {}}
    (root / "stamp.json").write_text(json.dumps(stamp))
    monkeypatch.setattr(runtime, "_locked", lambda source, uv: locked)
    monkeypatch.setattr(runtime, "_build_into", lambda *args, **kwargs: built.append(args))
    if runtime.source_root() is None:
        pytest.skip("this is not a checkout")
    runtime.build(root, uv="uv")
    assert not built
    assert json.loads((root / "stamp.json").read_text())["fingerprint"] == runtime.fingerprint(runtime.source_root())
