"""`lists forget`: nothing that Composer writes has the person afterwards, and nothing brings them back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from composer import clock
from composer.follow import KeptAnswers
from composer.locks import hold
from composer.model import EVERY, Answer, Leads, State, Why
from composer.pipeline import leaving
from composer.pipeline.books import address_for_sending, only_sender, open_books, secret_of
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import Forgotten, forget
from composer.pipeline.link_answers import answers_file
from composer.pipeline.public import Public
from composer.pipeline.rehearsal import rehearse_issue
from composer.problems import LedgerError, UsageError
from composer.tokens import WebVersion
from tests.cli.conftest import SAMPLE, Run, edit, running_in
from tests.cli.person_everywhere import ANN, NAME, files_with, has_any, key_of_ann, with_ann_everywhere
from tests.cli.programme import TODAY, recipients, small_programme
from tests.relays.running import running
from tests.relays.sink import Sink
from tests.relays.smtp_sink import free_port

Composer = Callable[..., Run]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Path]:
    """The workspace and the backup, made once; and where they were made, as a backup is known by its path."""
    folder = tmp_path_factory.mktemp("forgetting")
    (everything := folder / "all").mkdir()
    with running(Sink(folder / "taken.jsonl", keep=True)) as sink:
        workspace = small_programme(everything / "workspace")
        with_ann_everywhere(workspace, running_in(workspace), sink, everything / "kept.tar.gz")
    shutil.copytree(everything, folder / "aside")
    return folder / "aside", everything


@pytest.fixture
def folder(made: tuple[Path, Path]) -> Path:
    """As it was made, and where it was made."""
    aside, everything = made
    shutil.rmtree(everything)
    shutil.copytree(aside, everything)
    return everything


@pytest.fixture
def everywhere(folder: Path) -> Path:
    return folder / "workspace"


@pytest.fixture
def workspace(tmp_path) -> Path:
    """A workspace from which nothing was sent yet."""
    return small_programme(tmp_path / "workspace")


@pytest.fixture
def composer(request) -> Composer:
    """Run the command in whichever workspace the test has."""
    return running_in(request.getfixturevalue("everywhere" if "everywhere" in request.fixturenames else "workspace"))


def forgotten(workspace: Path, address: str = ANN) -> Forgotten:
    """As the command does."""
    return forget(Workspace.open(workspace), address, clock.now())


def suppressed(workspace: Path) -> list[Why]:
    with open_books(workspace) as ledger:
        return [one.why for one in ledger.suppressions(key_of_ann(workspace)) if one.network == EVERY]


def test_no_file_has_them_and_the_books_balance_as_before(everywhere, folder, composer, sink):
    before = composer("status", "391", "--json").json
    assert len(files_with(folder, ANN)) > 8

    ended = composer("lists", "forget", ANN, "--yes", "--json")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert files_with(folder, ANN, NAME, "Heath") == set()
    assert key_of_ann(everywhere).encode() not in (everywhere / "var" / "sessions.db").read_bytes()
    assert ended.json["erased"]["lists"] == ["data", "heads"]
    assert ended.json["erased"]["letters"] == 1
    assert ended.json["erased"]["rehearsals"] >= 3
    assert ended.json["erased"]["backups"] == [str(folder / "kept.tar.gz")]
    assert composer("status", "391", "--json").json == before
    assert "cy@example.net" in (everywhere / "recipients" / "data.csv").read_text()


def test_the_ledger_can_be_made_again_and_put_back_from_the_backup_and_neither_has_them(everywhere, folder, composer):
    forgotten(everywhere)
    books = composer("status", "391", "--json").json
    for lost, again in (("ledger.db", ("rebuild",)), ("ledger.db", ("restore", str(folder / "kept.tar.gz")))):
        for path in (everywhere / "var").glob(f"{lost}*"):
            path.unlink()

        assert composer(*again).returncode == 0

        assert composer("status", "391", "--json").json == books
        assert suppressed(everywhere) == [Why.FORGOTTEN]
        assert files_with(folder, ANN, NAME) == set()


def test_a_backup_hidden_from_composer_brings_nobody_back(everywhere, folder, composer, sink):
    (folder / "kept.tar.gz").rename(hidden := folder / "hidden.tar.gz")
    [unreached] = forgotten(everywhere).unreached
    assert (unreached.what, unreached.why) == (str(folder / "kept.tar.gz"), "it is not there")
    for path in (everywhere / "var").glob("ledger.db*"):
        path.unlink()
    shutil.rmtree(everywhere / "var" / "lists", ignore_errors=True)

    restored = composer("restore", str(hidden))

    assert restored.returncode == 0
    assert "1 people are forgotten" in restored.stderr
    assert suppressed(everywhere) == [Why.FORGOTTEN]
    assert files_with(everywhere, ANN, NAME) == set()
    assert str(hidden) in forgotten(everywhere).erased.backups
    assert files_with(folder, ANN, NAME) == set()


def test_put_on_a_list_again_by_hand_they_are_sent_nothing_and_not_written_down(everywhere, composer, sink):
    forgotten(everywhere)
    with (everywhere / "recipients" / "heads.csv").open("a") as file:
        file.write(f"{ANN.upper()},{NAME},Head\n")
    (everywhere / "issues" / "392.yaml").write_text(
        f"number: 392\ndate: {TODAY}\nitems:\n  - {{title: More news, update: Something newer.}}\n"
    )
    edit(everywhere / "issues" / "391.yaml", f"date: {TODAY}", "date: 2020-01-03")

    assert composer("audience", "392", "--json").json["suppressed"] == 1
    relay = ["--relay", f"smtp://127.0.0.1:{sink.port}", "--wait", "0"]
    assert composer("send", "392", *relay, "--yes").returncode == 0

    assert recipients(sink) == {"bob@example.org": 1, "cy@example.net": 1, "dee@x.org": 1}
    assert composer("status", "392", "--json").json["suppressed"] == 1
    written = files_with(everywhere, ANN, NAME)
    assert {file for file in written if not file.startswith(("recipients/", "var/lists/"))} == set()


def test_a_letter_that_was_still_to_be_sent_is_suppressed_and_the_run_goes_on_without_it(composer, send, sink):
    begun = composer("send", "391", "--relay", f"smtp://127.0.0.1:{free_port()}", "--wait", "0", "--yes", "--json")
    assert begun.json["queued"] == 4

    told = composer("lists", "forget", ANN, "--yes").stdout

    assert "1 letter: queued before, now suppressed" in told
    assert send("--yes", "--json").json["suppressed"] == 1
    assert recipients(sink) == {"bob@example.org": 1, "cy@example.net": 1, "dee@x.org": 1}


def test_while_the_issue_is_being_sent_they_get_nothing_more_and_the_rest_is_to_be_done_again(everywhere, composer):
    with only_sender(everywhere, 391, clock.now()):
        refused = composer("lists", "forget", ANN, "--yes")

    assert refused.returncode == 4
    assert "being sent" in refused.stderr
    assert "gets nothing more already" in refused.stderr
    assert suppressed(everywhere) == [Why.FORGOTTEN]
    assert ANN in (everywhere / "recipients" / "data.csv").read_text()
    forgotten(everywhere)
    assert files_with(everywhere, ANN, NAME) == set()


def test_killed_anywhere_and_done_again_nothing_is_left(everywhere, folder):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.cli.killed_forgetting", str(folder)],
        cwd=SAMPLE,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["points"] > 20
    assert {point: found for point, found in told["left"].items() if found != [True]} == {}
    assert len(told["left"]) == 12


def test_places_that_people_wrote_are_told_with_their_lines(workspace, composer):
    (workspace / "recipients" / "contacts.yaml").write_text(
        f"ann-heath:\n  name: {NAME}\n  role: Lead\n  organisation: Org\n  email: {ANN}\n"
    )
    edit(
        workspace / "recipients" / "networks.yaml",
        "data: {name: Data, leads: [lead@",
        "data: {name: Data, leads: [Ann@",
    )
    edit(workspace / "newsletter.yaml", "timezone: UTC\n", f"timezone: UTC\nmanagers: [{ANN}]\n")
    edit(workspace / "issues" / "391.yaml", "Something new.", f"Write to {ANN}.")
    (workspace / "recipients" / "heads.csv~").write_text(f"email\nbob@example.org\n{ANN}\n")
    (workspace / "members.csv").write_bytes(f"email\n{ANN}\n".encode("utf-16"))

    ended = composer("lists", "forget", ANN, "--yes", "--json")

    assert ended.returncode == 1
    assert {(one["file"], one["line"]) for one in ended.json["left"]} == {
        ("recipients/contacts.yaml", 5),
        ("recipients/networks.yaml", 2),
        ("newsletter.yaml", 4),
        ("issues/391.yaml", 4),
        ("recipients/heads.csv~", 3),
        ("members.csv", 2),
    }
    assert all(one["fix"] for one in ended.json["left"])
    assert "they are a contact" in str(ended.json["left"])


def test_what_is_remembered_of_links_goes_with_them_and_is_nobodys_to_edit(workspace, composer):
    kept = answers_file(workspace)
    KeptAnswers(kept, clock.now()).add({f"https://forms.example.org/?email={ANN}": Answer(Leads.SOMEWHERE)})
    (kept.parent / ".links.json.killed").write_bytes(kept.read_bytes())

    ended = composer("lists", "forget", ANN, "--yes", "--json")

    assert (ended.returncode, ended.json["left"]) == (0, [])
    assert files_with(workspace / "var" / "cache", ANN) == set()
    assert not kept.exists()


def test_who_is_nowhere_is_kept_out_all_the_same(workspace, composer):
    assert (
        "They were on no list and in no book: nothing had to be erased."
        in composer("lists", "forget", "nobody@example.net", "--yes").stdout
    )

    with open_books(workspace) as ledger:
        assert [one.why for one in ledger.suppressions()] == [Why.FORGOTTEN]


def test_who_is_forgotten_between_addressing_and_rehearsing_gets_no_letter_in_the_rehearsal(workspace):
    addressed = address_for_sending(Workspace.open(workspace), 391)
    forgotten(workspace)

    rehearsal = rehearse_issue(addressed, clock.now())

    assert (rehearsal.books.states[State.ACCEPTED], rehearsal.books.states[State.SUPPRESSED]) == (3, 1)
    assert files_with(workspace / "var" / "outbox", ANN, NAME) == set()


def test_nothing_is_called_erased_or_gone_of_a_list_that_was_not_reached(workspace, composer):
    data = workspace / "recipients" / "data.csv"
    heads = workspace / "recipients" / "heads.csv"
    heads.write_text("email,name\n")
    data.write_text(f'email,name\n{ANN},{NAME}\n"never closed\n')

    ended = composer("lists", "forget", ANN, "--yes")

    assert ended.returncode == 1
    assert "nothing had to be erased" not in ended.stdout
    assert "not reached: the list of data: it has faults" in ended.stdout
    assert "run the same command again" in ended.stdout


def test_a_list_that_is_a_link_is_told_as_not_reached_and_the_link_stays(workspace, composer):
    data = workspace / "recipients" / "data.csv"
    data.rename(real := workspace.parent / "real.csv")
    data.symlink_to(real)

    ended = composer("lists", "forget", ANN, "--yes", "--json")

    assert ended.returncode == 1
    assert ended.json["erased"]["lists"] == ["heads"]
    assert [one["what"] for one in ended.json["unreachable"]] == ["the list of data"]
    assert data.is_symlink()
    assert ANN in real.read_text()


def test_a_backup_that_could_not_be_rewritten_is_not_called_done_and_one_that_is_gone_is(everywhere, folder, composer):
    (folder / "other.tar.gz").hardlink_to(kept := folder / "kept.tar.gz")

    linked = composer("lists", "forget", ANN, "--yes", "--json")
    kept.unlink()
    gone = composer("lists", "forget", ANN, "--yes", "--json")

    assert (linked.returncode, gone.returncode) == (1, 0)
    assert "it has another name too" in linked.json["unreachable"][0]["why"]
    assert gone.json["unreachable"] == [{"what": str(kept), "why": "it is not there"}]


def test_while_a_rehearsal_is_being_written_it_is_not_taken_away(everywhere):
    with hold(everywhere / "var" / "outbox" / ".391.killed" / "held", "a rehearsal"):
        with pytest.raises(LedgerError, match="a rehearsal is being written"):
            forgotten(everywhere)
        assert (everywhere / "var" / "outbox" / ".391.killed").is_dir()

    assert suppressed(everywhere) == [Why.FORGOTTEN]
    forgotten(everywhere)
    assert files_with(everywhere, ANN, NAME) == set()


def test_what_runs_said_to_everybody_stays_and_is_told(workspace, send, sink):
    edit(workspace / "issues" / "391.yaml", "Something new.", f"Write to {ANN}.")
    assert send("--yes").returncode == 0
    edit(workspace / "issues" / "391.yaml", f"Write to {ANN}.", "Something new.")

    done = forgotten(workspace)

    assert (done.printed, done.left) == (("391-1",), ())


def test_a_history_that_cannot_be_read_keeps_nothing_else_from_being_erased(everywhere):
    [entry] = (everywhere / "var" / "lists" / "heads").glob("0*")
    entry.write_bytes(b"torn " + entry.read_bytes()[10:])

    done = forgotten(everywhere)

    assert {str(Path(one.file).parent) for one in done.left} <= {"var/lists/heads", "recipients"}
    [unreached] = done.unreached
    assert unreached.what == "the list of heads"
    assert f"var/lists/heads/{entry.name} cannot be read" in unreached.why
    assert not done.is_complete
    assert done.erased.lists == ("data", "heads")
    assert not has_any((everywhere / "recipients" / "heads.csv").read_bytes(), ANN, NAME)
    assert not has_any((everywhere / "var" / "lists" / "heads" / "last.csv").read_bytes(), ANN, NAME)
    assert len(done.erased.letters) == 1


def test_a_person_of_another_address_that_looks_alike_is_let_be(workspace):
    others = ("joann@example.org", "ann@example.org.uk", "ann+news@example.org", "a.nn@example.org")
    heads = workspace / "recipients" / "heads.csv"
    heads.write_text(heads.read_text() + "".join(f"{other},\n" for other in others))

    done = forgotten(workspace)

    assert done.left == ()
    assert all(other in heads.read_text() for other in others)


def test_an_address_with_letters_of_another_alphabet_is_found_in_all_its_forms(workspace):
    heads = workspace / "recipients" / "heads.csv"
    heads.write_text(heads.read_text() + "Käthe@BÜCHER.example.org,Käthe\n")
    spellings = ("KÄTHE@bücher.example.org", "ka\u0308the@xn--bcher-kva.example.org")
    (workspace / "notes.txt").write_text("\n".join(spellings))
    (workspace / "old.txt").write_bytes("käthe@bücher.example.org".encode("cp1252"))

    done = forgotten(workspace, "käthe@xn--bcher-kva.example.org")

    assert done.erased.lists == ("heads",)
    assert [(one.file, one.line) for one in done.left] == [("notes.txt", 1), ("notes.txt", 2), ("old.txt", 1)]


def test_what_is_not_a_terminal_is_told_no_address_and_json_none_either(everywhere, composer):
    (everywhere / f"{ANN}.txt").write_text("a file of this name")

    for ended in (composer("lists", "forget", ANN, "--yes"), composer("lists", "forget", ANN, "--yes", "--json")):
        assert ended.returncode == 1
        assert not has_any((ended.stdout + ended.stderr).encode(), ANN, NAME)


@pytest.mark.parametrize(("typed", "code"), [("", 2), ("bob@example.org\n", 2), ("ANN@example.org\n", 0)])
def test_it_has_the_address_typed_again(workspace, composer, typed, code):
    ended = composer("lists", "forget", ANN, stdin=typed)

    assert ended.returncode == code
    assert (ANN in (workspace / "recipients" / "heads.csv").read_text()) == (code != 0)


def test_what_is_no_address_is_refused(workspace):
    with pytest.raises(UsageError, match="not an e-mail address"):
        forgotten(workspace, "a b@example.org")

    assert not (workspace / "var").exists()


def test_done_again_it_says_that_nothing_was_left_to_erase(everywhere):
    forgotten(everywhere)

    again = forgotten(everywhere, ANN.upper())

    assert (again.already, again.erased.is_nothing) == (True, True)


def test_links_of_old_letters_still_lead_somewhere_and_undo_nothing(everywhere):
    forgotten(everywhere)
    key, secret = key_of_ann(everywhere), secret_of(everywhere)

    with Public(Workspace.open(everywhere)) as public:
        assert public.standing(key).masked == ""
        assert public.standing(key).gets_nothing
        public.come_back(key, EVERY, clock.now())
        assert public.web_version(secret.web_token(key, 391), None) == WebVersion(key, 391)
        left = public.leave(key, EVERY, leaving.ONE_CLICK, clock.now())
        assert left is not None
        public.come_back(key, EVERY, clock.now())

    assert suppressed(everywhere) == [Why.FORGOTTEN]


def test_a_list_with_faults_is_told_and_everything_else_erased(everywhere):
    with (everywhere / "recipients" / "data.csv").open("a") as file:
        file.write('"never closed\n')

    done = forgotten(everywhere)

    assert {one.file for one in done.left} == {"recipients/data.csv"}
    assert [one.what for one in done.unreached] == ["the list of data"]
    assert ANN not in (everywhere / "recipients" / "heads.csv").read_text().lower()
