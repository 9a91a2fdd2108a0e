"""Compiled templates on disk: found again, never believed from a place where somebody else may write."""

from __future__ import annotations

import hashlib
import marshal
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from composer.render import compiled, templates
from composer.render.compiled import Compiled, private_folder

WORDS = "One {{ thing }}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The private folder, below a home of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = private_folder()
    assert found is not None
    return found


def filled(folder: Path, words: str = WORDS) -> str:
    environment = Environment(  # noqa: S701 – nothing of this is HTML
        loader=DictLoader({"page": words}), bytecode_cache=Compiled(folder, Path(templates.__file__))
    )
    return environment.get_template("page").render(thing="fish")


def planted(file: Path) -> None:
    """Code of somebody else's in the place of a template's, as sound as can be."""
    code = marshal.dumps(compile("raise SystemExit('planted')", "x", "exec"))
    file.write_bytes(hashlib.sha256(code).digest() + code)


def test_a_template_is_compiled_once_for_each_text(folder: Path) -> None:
    assert filled(folder) == filled(folder) == "One fish"
    (file,) = folder.iterdir()
    before = file.stat()

    assert filled(folder, WORDS + "!") == "One fish!"
    assert file.stat() == before
    assert len(list(folder.iterdir())) == 2


def test_it_is_what_is_kept_that_is_used(folder: Path) -> None:
    filled(folder)
    (file,) = folder.iterdir()
    planted(file)

    with pytest.raises(SystemExit):  # the user's own file: who can write it needs no such way
        filled(folder)


@pytest.mark.parametrize("damage", [b"", b"x" * 40, b"\0" * 31], ids=["empty", "other", "short"])
def test_what_is_damaged_is_compiled_again(folder: Path, damage: bytes) -> None:
    filled(folder)
    (file,) = folder.iterdir()
    sound = file.read_bytes()
    for broken in (damage, sound[:-1], sound[:40] + b"?" + sound[41:]):
        file.write_bytes(broken)

        assert filled(folder) == "One fish"
        assert file.read_bytes() == sound


def test_a_file_that_others_may_write_is_not_believed(folder: Path) -> None:
    filled(folder)
    (file,) = folder.iterdir()
    planted(file)
    file.chmod(0o666)

    assert filled(folder) == "One fish"


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    filled(folder)
    (file,) = folder.iterdir()
    file.unlink()
    planted(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")

    assert filled(folder) == "One fish"


def test_nothing_is_kept_where_others_may_write(folder: Path) -> None:
    folder.chmod(0o777)
    assert private_folder() is None

    folder.chmod(0o700)
    folder.parent.parent.chmod(0o777)
    assert private_folder() is None


def test_nothing_is_kept_where_there_is_no_such_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert private_folder() is None

    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.chdir(tmp_path)
    assert private_folder() is None


def test_a_full_folder_is_emptied(folder: Path) -> None:
    for number in range(compiled._MOST_FILES):
        (folder / str(number)).touch()

    filled(folder)

    assert len(list(folder.iterdir())) == 1


def test_nothing_is_made_where_somebody_else_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared / "cache"))
    assert private_folder() is None
    assert not list(shared.iterdir())


def test_nothing_is_made_behind_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "link"))
    assert private_folder() is None
    assert not list((tmp_path / "elsewhere").iterdir())
