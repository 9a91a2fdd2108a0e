"""Backups, and ledgers that are made again: nothing that was sent is forgotten, and nothing sent twice by it."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from composer import clock
from composer.pipeline.backups import known_backups
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import forget
from tests.cli.conftest import Run
from tests.cli.programme import EVERYBODY, recipients, small_programme
from tests.relays.running import running
from tests.relays.sink import Odds, Sink
from tests.relays.smtp_sink import free_port

Composer = Callable[..., Run]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return small_programme(tmp_path / "workspace")


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with running(Sink(tmp_path / "taken.jsonl")) as sink:
        yield sink


@pytest.fixture
def send(composer: Composer, sink: Sink) -> Composer:
    def run(*arguments: str) -> Run:
        return composer("send", "391", "--relay", f"smtp://127.0.0.1:{sink.port}", "--wait", "0", "--yes", *arguments)

    return run


def begin_only(composer: Composer) -> None:
    """Begin the run with a relay that is down: everybody is queued."""
    begun = composer("send", "391", "--relay", f"smtp://127.0.0.1:{free_port()}", "--wait", "0", "--yes", "--json")
    assert begun.json["queued"] == len(EVERYBODY)


def lose(workspace: Path, *names: str) -> None:
    """A disk that lost these, what SQLite keeps beside the ledger included."""
    for name in names:
        path = workspace / "var" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for beside in workspace.glob("var/ledger.db-*"):
        beside.unlink()


def test_a_backup_brings_everything_back_on_another_machine(composer, send, sink, workspace, tmp_path):
    composer("lists", "suppress", "bob@example.org")
    sent = send("--json").json
    assert composer("backup", str(tmp_path / "kept.tar.gz")).returncode == 0
    shutil.rmtree(workspace / "var")

    assert send().returncode == 4
    assert composer("restore", str(tmp_path / "kept.tar.gz")).returncode == 0

    assert composer("status", "391", "--json").json == sent
    assert (send().returncode, sum(recipients(sink).values())) == (0, 3)
    assert composer("audience", "391", "--json").json["suppressed"] == 1


def test_a_backup_is_for_its_owner_alone_and_overwrites_nothing(composer, send, tmp_path):
    send()
    kept = tmp_path / "kept.tar.gz"
    composer("backup", str(kept))
    before = kept.read_bytes()

    assert composer("backup", str(kept)).returncode == 2
    assert kept.read_bytes() == before
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_backup_names_the_folder_that_is_missing(composer, send, tmp_path):
    send()

    refused = composer("backup", str(tmp_path / "missing" / "kept.tar.gz"))

    assert refused.returncode == 2
    assert str(tmp_path / "missing") in refused.stderr


def test_a_backup_never_replaces_books_that_can_be_read(composer, send, tmp_path):
    send()
    composer("backup", str(tmp_path / "kept.tar.gz"))

    refused = composer("restore", str(tmp_path / "kept.tar.gz"))

    assert refused.returncode == 4
    assert "knows more than a backup" in refused.stderr


def test_what_was_still_to_send_when_the_backup_was_made_is_in_doubt_afterwards(
    composer, send, sink, workspace, tmp_path
):
    begin_only(composer)
    composer("backup", str(tmp_path / "kept.tar.gz"))
    with (workspace / "recipients" / "heads.csv").open("a") as file:
        file.write("eve@example.org,Eve\n")
    send("--late")
    assert recipients(sink) == {**EVERYBODY, "eve@example.org": 1}
    shutil.rmtree(workspace / "var")

    restored = composer("restore", str(tmp_path / "kept.tar.gz"))

    books = composer("status", "391", "--json").json
    assert (books["in_doubt"], books["queued"], books["deferred"]) == (4, 0, 0)
    assert "in doubt" in restored.stderr
    assert (send().returncode, recipients(sink)) == (3, {**EVERYBODY, "eve@example.org": 1})


def test_a_restore_that_failed_changed_nothing_and_done_again_it_has_people_in_doubt(
    composer, send, sink, workspace, tmp_path
):
    sink.odds = Odds(soft_rcpt=1)
    send()
    composer("backup", str(tmp_path / "kept.tar.gz"))
    shutil.rmtree(workspace / "var")
    settings = workspace / "newsletter.yaml"
    before = settings.read_text()
    settings.write_text("name: [broken\n")

    assert composer("restore", str(tmp_path / "kept.tar.gz")).returncode in (1, 2)
    assert {path.name for path in (workspace / "var").iterdir()} == {"ledger.lock"}

    settings.write_text(before)
    sink.odds = Odds()
    assert "in doubt" in composer("restore", str(tmp_path / "kept.tar.gz")).stderr
    assert (send().returncode, recipients(sink)) == (3, {})


def test_receipts_that_know_more_than_the_backup_are_kept(composer, send, sink, workspace, tmp_path):
    begin_only(composer)
    composer("backup", str(tmp_path / "kept.tar.gz"))
    send()
    lose(workspace, "ledger.db")

    composer("restore", str(tmp_path / "kept.tar.gz"))

    assert composer("status", "391", "--json").json["accepted"] == 4
    assert (send().returncode, recipients(sink)) == (0, EVERYBODY)


def test_a_lost_ledger_is_made_again_from_its_receipts(composer, send, sink, workspace):
    composer("lists", "suppress", "bob@example.org")
    sent = send("--json").json
    lose(workspace, "ledger.db")

    assert send().returncode == 4
    assert composer("rebuild").returncode == 0

    assert composer("status", "391", "--json").json == sent
    assert (send().returncode, sum(recipients(sink).values())) == (0, 3)
    assert composer("audience", "391", "--json").json["suppressed"] == 1


def test_who_is_on_no_list_any_more_gets_nothing_from_a_rebuilt_ledger(composer, send, sink, workspace):
    sink.odds = Odds(soft_rcpt=1)
    send()
    sink.odds = Odds()
    (workspace / "recipients" / "heads.csv").write_text("email,name\nann@example.org,Ann Heath\n")
    lose(workspace, "ledger.db")

    composer("rebuild")

    books = composer("status", "391", "--json").json
    assert (books["cancelled"], books["audience"]) == (1, 4)


def test_a_ledger_that_can_be_read_is_not_made_again(composer, send):
    send()

    assert composer("rebuild").returncode == 4


def test_a_damaged_ledger_is_kept_beside_the_new_one(composer, send, workspace):
    send()
    lose(workspace)
    (workspace / "var" / "ledger.db").write_bytes(b"not a database at all")

    assert composer("rebuild").returncode == 0

    kept = [path for path in (workspace / "var").iterdir() if path.name.startswith("ledger.db.damaged")]
    assert [path.read_bytes() for path in kept] == [b"not a database at all"]


def archive(path: Path, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as writing:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            writing.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "members",
    [
        [("../escaped", b"x")],
        [("/var/escaped", b"x")],
        [("secret", b"s" * 32)],
        [("secret", b"s" * 32), ("ledger.db", b"x"), ("receipts/../../escaped.jsonl", b"x")],
        [("secret", b"s" * 32), ("ledger.db", b"not a database")],
        [],
    ],
)
def test_what_is_no_backup_is_refused_and_nothing_is_put_anywhere(composer, workspace, tmp_path, members):
    before = {path for path in tmp_path.rglob("*") if "var" not in path.parts}

    refused = composer("restore", str(archive(tmp_path / "kept.tar.gz", *members)))

    assert refused.returncode == 4
    assert {path for path in tmp_path.rglob("*") if "var" not in path.parts} - before == {tmp_path / "kept.tar.gz"}
    assert not (workspace / "var" / "secret").exists()


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08 broken", b"plain text" * 100])
def test_a_damaged_backup_is_told_to_be_one(composer, tmp_path, content):
    (tmp_path / "kept.tar.gz").write_bytes(content)

    refused = composer("restore", str(tmp_path / "kept.tar.gz"))

    assert refused.returncode == 4
    assert "no backup, or is damaged" in refused.stderr


def test_a_backup_that_would_unpack_into_more_than_it_holds_is_refused(composer, workspace, tmp_path):
    with tarfile.open(tmp_path / "kept.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as writing:
        member = tarfile.TarInfo("ledger.db")
        member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "ledger.db"}
        writing.addfile(member, io.BytesIO(b""))

    refused = composer("restore", str(tmp_path / "kept.tar.gz"))

    assert refused.returncode == 4
    assert not (workspace / "var" / "ledger.db").exists()


def test_a_backup_cut_short_is_refused(composer, send, workspace, tmp_path):
    send()
    composer("backup", str(tmp_path / "kept.tar.gz"))
    whole = (tmp_path / "kept.tar.gz").read_bytes()
    shutil.rmtree(workspace / "var")
    for part in (0.1, 0.5, 0.9, 0.99):
        (tmp_path / "cut.tar.gz").write_bytes(whole[: int(len(whole) * part)])

        assert composer("restore", str(tmp_path / "cut.tar.gz")).returncode == 4


def test_where_nothing_was_sent_there_is_nothing_to_back_up(composer, workspace, tmp_path):
    refused = composer("backup", str(tmp_path / "kept.tar.gz"))

    assert refused.returncode == 4
    assert not (workspace / "var").exists()
    assert not (tmp_path / "kept.tar.gz").exists()


def test_where_backups_were_put_is_known_for_their_owner_alone_and_failed_ones_are_not(
    composer, send, workspace, tmp_path
):
    send()
    for name in ("one.tar.gz", "two.tar.gz"):
        assert composer("backup", str(tmp_path / name)).returncode == 0
    (tmp_path / "folder.tar.gz").mkdir()
    assert composer("backup", str(tmp_path / "folder.tar.gz")).returncode == 2
    assert composer("backup", "/dev/full/none.tar.gz").returncode == 2

    assert known_backups(workspace) == [tmp_path / "one.tar.gz", tmp_path / "two.tar.gz"]
    assert (workspace / "var" / "backups").stat().st_mode & 0o777 == 0o600


def test_a_note_of_backups_that_cannot_be_read_stops_no_backup_silently(composer, send, workspace, tmp_path):
    send()
    (workspace / "var" / "backups").write_text("{not json")

    refused = composer("backup", str(tmp_path / "kept.tar.gz"))

    assert refused.returncode == 2
    assert "var/backups" in refused.stderr
    assert not (tmp_path / "kept.tar.gz").exists()
    done = forget(Workspace.open(workspace), "ann@example.org", clock.now())
    assert [one.what for one in done.unreached] == ["var/backups, where backups were put"]
