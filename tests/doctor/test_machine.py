from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from composer import clock
from composer.doctor import Finding, Level
from composer.doctor.machine import examine_machine, of_room
from composer.doctor.mounts import MOUNTS, file_system
from composer.tokens import load_secret

TABLE = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 30 0:41 / /srv/here rw shared:5 master:1 - xfs /dev/vdb rw
30 22 0:40 / /srv rw - nfs4 files.example.org:/srv rw
32 22 0:42 / /with\\040space rw - fuse.sshfs somebody@example.org: rw
33 22 0:43 / /twice rw - cifs //files/a rw
34 22 0:44 / /twice rw - tmpfs tmpfs rw
a line that is none
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "var").mkdir()
    (tmp_path / "issues").mkdir()
    (tmp_path / "newsletter.yaml").write_text("name: Update\n")
    return tmp_path


def look(root: Path, *, mounts: Path = MOUNTS, late: timedelta = timedelta()) -> dict[str, Finding]:
    found = asyncio.run(examine_machine(root, clock.now() - late, mounts))
    return {finding.check: finding for finding in found}


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    return {str(path): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"") for path in root.rglob("*")}


def programs(folder: Path, script: str) -> str:
    """A PATH on which timedatectl is this script."""
    folder.mkdir()
    (folder / "timedatectl").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "timedatectl").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_a_machine_that_can_send_is_fine_and_left_as_it_was(root, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("PATH", programs(tmp_path_factory.mktemp("bin") / "bin", "echo yes"))
    load_secret(root / "var" / "secret")
    before = tree(root)
    found = look(root)

    assert {check: finding.level for check, finding in found.items() if finding.level is not Level.FINE} == {}
    assert list(found) == ["Python", "SQLite", "var/", "room", "var/secret", "ledger", "clock", "time server"]
    assert tree(root) == before


def test_a_secret_is_never_made_only_to_look_at_it(root):
    assert look(root)["var/secret"].found == "not there; the first send from a workspace makes it"
    assert not (root / "var" / "secret").exists()


@pytest.mark.parametrize(("mode", "content"), [(0o644, b"x" * 32), (0o600, b"short")])
def test_a_secret_others_can_read_or_that_is_none_is_an_error(root, mode, content):
    (root / "var" / "secret").write_bytes(content)
    (root / "var" / "secret").chmod(mode)
    finding = look(root)["var/secret"]

    assert (finding.level, bool(finding.fix)) == (Level.ERROR, True)


def test_a_state_folder_nothing_can_be_written_to_is_an_error(root):
    (root / "var").rmdir()
    (root / "var").symlink_to("/proc")  # where not even root can make a file
    finding = look(root)["var/"]

    assert finding.level is Level.ERROR
    assert "a ledger cannot be kept" in finding.found


def test_without_a_state_folder_the_workspace_itself_is_tried(root):
    (root / "var").rmdir()
    before = tree(root)

    assert look(root)["var/"].level is Level.FINE
    assert tree(root) == before


@pytest.mark.parametrize(
    ("folder", "kind", "remote"),
    [
        ("/var/lib", "ext4", False),
        ("/srv", "nfs4", True),
        ("/srv/data/var", "nfs4", True),
        ("/srv/here/var", "xfs", False),
        ("/srvother", "ext4", False),
        ("/with space/var", "fuse.sshfs", True),
        ("/twice", "tmpfs", False),
    ],
)
def test_a_folders_file_system_is_that_of_the_nearest_mount(tmp_path, folder, kind, remote):
    table = tmp_path / "mountinfo"
    table.write_text(TABLE)
    found = file_system(Path(folder), table)

    assert found is not None
    assert (found.name, found.remote) == (kind, remote)


def test_a_machine_without_such_a_table_is_no_fault(root, tmp_path):
    assert look(root, mounts=tmp_path / "none")["var/"].level is Level.FINE


def test_a_ledger_on_a_network_file_system_is_an_error(root, tmp_path):
    table = tmp_path / "mountinfo"
    table.write_text(f"1 0 0:1 / {root.resolve()} rw - nfs4 files.example.org:/srv rw\n")
    finding = look(root, mounts=table)["var/"]

    assert (finding.level, "nfs4" in finding.found) == (Level.ERROR, True)


@pytest.mark.parametrize(("free", "level"), [(199_999_999, Level.WARNING), (200_000_000, Level.FINE)])
def test_little_room_is_a_warning(free, level):
    assert of_room(free).level is level


def test_a_clock_behind_what_has_been_written_is_told(root):
    assert look(root, late=timedelta(minutes=4))["clock"].level is Level.FINE
    finding = look(root, late=timedelta(days=400))["clock"]

    assert (finding.level, "but a file was written at" in finding.found) == (Level.WARNING, True)


def test_an_issue_from_the_future_is_a_clock_that_is_wrong(root):
    issue = root / "issues" / "391.yaml"
    issue.write_text("")
    ahead = issue.stat().st_mtime + 86_400
    os.utime(issue, (ahead, ahead))

    assert look(root)["clock"].level is Level.WARNING


@pytest.mark.parametrize(
    ("script", "level"),
    [
        ("echo yes", Level.FINE),
        ("echo no", Level.WARNING),
        ("echo 'System has not been booted with systemd' >&2; exit 1", None),
        ("head -c 300 /dev/urandom", None),
        ("exec sleep 60", None),
    ],
    ids=["kept right", "not kept right", "no systemd", "noise", "hangs"],
)
def test_a_clock_that_no_time_server_keeps_right_is_told_where_that_is_known(
    root, tmp_path, monkeypatch, script, level
):
    monkeypatch.setenv("PATH", programs(tmp_path / "bin", script))
    found = look(root).get("time server")

    assert (found.level if found else None) is level


def test_a_workspace_whose_books_are_on_another_machine_is_an_error(root):
    (root / "issues" / "sent").mkdir(parents=True)
    (root / "issues" / "sent" / "391-1.json").write_text('{"content": "x"}')

    finding = look(root)["ledger"]

    assert (finding.level, "391-1" in finding.found) == (Level.ERROR, True)
    assert not (root / "var" / "ledger.db").exists()
