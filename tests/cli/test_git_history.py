"""What git still holds of an address is told by commit, and nothing that a repository's settings name is run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from composer.pipeline.git_history import GitHistory, commits_with
from composer.pipeline.traces import Spellings

ANN = Spellings("ann@example.org")


def git(folder: Path, *arguments: str) -> str:
    ended = subprocess.run(
        ["git", "-c", "user.name=Sam", "-c", "user.email=sam@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return ended.stdout.strip()


def committed(folder: Path, content: bytes, message: str = "more", name: str = "list.csv") -> str:
    (folder / name).write_bytes(content)
    git(folder, "add", name)
    git(folder, "commit", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    committed(tmp_path, b"email\nbob@example.org\n")
    return tmp_path


def test_every_commit_that_brought_or_took_the_address_is_told_the_newest_first(repository):
    joined = committed(repository, b"email\nbob@example.org\nAnn@Example.ORG,Ann\n")
    left = committed(repository, b"email\nbob@example.org\n")
    (repository / "deep" / "er").mkdir(parents=True)

    assert commits_with(repository, ANN) == GitHistory(True, (left, joined))
    assert commits_with(repository / "deep" / "er", ANN).commits == (left, joined)


def test_other_branches_stashes_and_messages_count(repository):
    git(repository, "checkout", "-q", "-b", "aside")
    aside = committed(repository, b"ann@example.org\n")
    git(repository, "checkout", "-q", "main")
    naming = committed(repository, b"nothing", "Take ann@example.org off")
    (repository / "list.csv").write_bytes(b"ann@example.org stashed\n")
    git(repository, "stash")
    stashed = git(repository, "rev-parse", "stash@{0}")

    assert {aside, naming, stashed} <= set(commits_with(repository, ANN).commits)


def test_addresses_that_only_look_alike_do_not_count(repository):
    committed(repository, b"ann@exampleXorg\nann@example_org\n")

    assert commits_with(repository, ANN) == GitHistory(True)


def test_outside_of_a_repository_git_holds_nothing(tmp_path):
    assert commits_with(tmp_path, ANN) == GitHistory(False)


def test_a_repository_without_commits_holds_nothing(tmp_path):
    git(tmp_path, "init", "-q")

    assert commits_with(tmp_path, ANN) == GitHistory(True)


def test_a_repository_that_git_cannot_read_is_told(tmp_path):
    (tmp_path / ".git").mkdir()

    assert "git ended with 128" in commits_with(tmp_path, ANN).fault


def test_nothing_that_the_settings_of_a_repository_name_is_run(repository):
    marker = repository / "was-run"
    program = repository / "program"
    program.write_text(f"#!/bin/sh\ntouch '{marker}'\ncat \"$1\"\n")
    program.chmod(0o755)
    (repository / ".gitattributes").write_text("* diff=evil\n")
    committed(repository, b"email\nann@example.org\n")
    for setting in ("diff.evil.textconv", "diff.external", "diff.evil.command", "core.fsmonitor", "core.pager"):
        git(repository, "config", setting, str(program))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "gpg.program", str(program))
    marker.unlink(missing_ok=True)

    found = commits_with(repository, ANN)

    assert len(found.commits) == 1
    assert not marker.exists()


def test_messages_of_tags_and_names_of_files_count(repository):
    git(repository, "tag", "-a", "-m", "Without Ann@Example.org from here on", "v1")
    git(repository, "tag", "-a", "-m", "joann@example.org stays", "v2")
    named = committed(repository, b"nothing", name="to ann@example.org.txt")
    (repository / "to ann@example.org.txt").unlink()
    git(repository, "commit", "-a", "-m", "gone")

    found = commits_with(repository, ANN)

    assert found.tags == ("v1",)
    assert found.commits == (git(repository, "rev-parse", "HEAD"), named)


@pytest.mark.parametrize("setting", ["i18n.logOutputEncoding", "i18n.commitEncoding"])
def test_a_commit_is_named_by_its_id_whatever_encoding_git_is_set_to(repository, setting):
    joined = committed(repository, b"ann@example.org\n", "Take ann@example.org off")
    git(repository, "config", setting, "UTF-16")

    assert commits_with(repository, ANN).commits == (joined,)


def test_files_into_which_git_does_not_look_are_named_though_they_are_gone(repository):
    committed(repository, b"PK\x03\x04", name="Members.XLSX")
    (repository / "Members.XLSX").unlink()
    git(repository, "commit", "-a", "-m", "gone")

    assert commits_with(repository, ANN) == GitHistory(True, packed=("Members.XLSX",))


@pytest.mark.parametrize("code", ["utf-16", "utf-16-be"])
def test_a_list_in_utf_16_counts(repository, code):
    joined = committed(repository, "email\nann@example.org\n".encode(code))

    assert commits_with(repository, ANN).commits == (joined,)
