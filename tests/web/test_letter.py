"""What the preview serves is the letter that will be sent."""

from __future__ import annotations

import email
import email.policy
import html
import os
import re
import signal
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import body, edit
from tests.web.conftest import PICTURE, Running, add_template


@pytest.fixture
def running(edited: Running) -> Running:
    return edited


@pytest.fixture
def workspace(edited: Running) -> Path:
    return edited.workspace


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def parsed(letter: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(letter, policy=email.policy.default)


SCHEME = re.compile(r'(color-scheme(?:: |" content="))(?:light dark|light|dark)')


def undone(frame: str, *, dark: bool = False) -> str:
    """What stands in the frame, less what `framed` changes, but for the scheme."""
    frame = re.sub(r'(?<=")picture/([0-9a-f]+)%40', r"cid:\1@", frame)
    always, never = ("dark", "light") if dark else ("light", "dark")
    frame = frame.replace("(max-width: 0)", f"(prefers-color-scheme: {never})")
    frame = frame.replace("(min-width: 0)", f"(prefers-color-scheme: {always})")
    return SCHEME.sub(r"\1", frame.replace('target="_blank" rel="noopener" ', ""))


@pytest.mark.parametrize("variant", [1, 2, 7])
def test_the_frame_is_the_letters_own_html_but_for_pictures_scheme_and_new_tabs(shown, variant):
    letter = parsed(shown.get(f"/391/letter?view=source&variant={variant}").body)
    frame = shown.letter(f"/391/letter?variant={variant}")

    assert "prefers-color-scheme" not in frame
    assert undone(frame) != frame
    assert undone(frame) == SCHEME.sub(r"\1", body(letter, "html"))


def test_the_source_is_a_letter_whose_text_is_the_text_view(shown):
    letter = parsed(shown.get("/391/letter?view=source").body)

    assert letter["Subject"] == "Update no 391 – 21 February 2020"
    assert body(letter, "plain") == shown.letter("/391/letter?view=text")


def test_each_variant_shows_its_own_items(shown):
    assert "Education Data Group – update" in shown.letter("/391/letter?view=text&variant=1")
    assert "Education Data Group – update" not in shown.letter("/391/letter?view=text&variant=2")
    assert "40 people: without Education Data Group – update" in shown.get("/391/?variant=2").body.decode()


@pytest.mark.parametrize(
    "query", ["variant=99", "variant=0", "variant=-1", "variant=x", "variant=%C2%B2", "view=no&width=1"]
)
def test_switches_that_do_not_exist_are_as_if_not_set(shown, query):
    assert shown.get(f"/391/?{query}").status == 200
    assert shown.letter(f"/391/letter?{query}") == shown.letter()


def test_looking_leaves_the_workspace_byte_for_byte_as_it_was(preview, alone):
    before = snapshot(alone)
    running = preview("391")

    for path in (
        "/",
        "/391/",
        "/391/letter",
        "/391/letter?view=text",
        "/391/letter?view=source",
        "/391/?variant=3&scheme=dark",
        "/static/preview.js",
    ):
        assert running.get(path).status == 200
        assert running.ask(path, method="HEAD", Cookie=running.cookie).status == 200
    pictures = re.findall(PICTURE, running.letter())
    assert pictures
    for picture in pictures:
        assert running.get(f"/391/{picture}").status == 200
    running.stop()

    assert snapshot(alone) == before


def test_the_stream_tells_of_each_save_and_the_letter_has_the_new_words(running, workspace):
    stream = running.stream()
    first = stream.version()
    edit(workspace / "issues" / "391.yaml", "Return to Social Work", "Back to Social Work")

    assert stream.version() > first
    assert "Back to Social Work" in running.letter()


@pytest.mark.parametrize(
    "file", ["newsletter.yaml", "recipients/contacts.yaml", "recipients/data.csv", "images/logo.png"]
)
def test_a_save_by_renaming_any_file_of_the_workspace_is_told(running, workspace, file):
    stream = running.stream()
    first = stream.version()
    saved = workspace / "saved.tmp"
    saved.write_bytes((workspace / file).read_bytes() + b"\n")
    saved.rename(workspace / file)

    assert stream.version() > first


def test_a_template_in_a_folder_that_comes_meanwhile_is_followed_too(running, workspace):
    stream = running.stream()
    stream.version()
    template = add_template(workspace, "Just this.")
    text = "/391/letter?view=text"
    while "Just this." not in running.letter(text):
        stream.version()
    edit(template, "Just this.", "Just that.")
    while "Just that." not in running.letter(text):
        stream.version()  # fails when no newer version is told

    assert "Just this." not in running.letter(text)


def test_after_many_saves_in_a_row_the_newest_is_shown(running, workspace):
    stream = running.stream()
    issue = workspace / "issues" / "391.yaml"
    good = issue.read_text()
    for count in range(40):
        issue.write_text(good.replace("Return to Social Work", f"Back to work {count}."))
    while "Back to work 39." not in running.letter():
        stream.version()  # fails when no newer version is told

    assert not re.search(r"Back to work (?!39\.)\d", running.letter())


def test_a_picture_in_any_folder_is_followed(workspace, running):
    (workspace / "brand").mkdir()
    logo = (workspace / "images" / "logo.png").rename(workspace / "brand" / "logo.png")
    edit(workspace / "newsletter.yaml", "logo: images/logo.png", "logo: brand/logo.png")
    running.settle()
    stream = running.stream()
    first = stream.version()
    (workspace / "new.png").write_bytes((workspace / "images" / "film.png").read_bytes())
    (workspace / "new.png").rename(logo)

    assert stream.version() > first


def test_a_stream_opened_later_is_told_the_version_at_once(running, workspace):
    stream = running.stream()
    stream.version()
    edit(workspace / "issues" / "391.yaml", "Return to Social Work", "Back to Social Work")
    newest = stream.version()

    assert running.stream().version() == newest


def test_a_letter_that_is_no_longer_the_one_asked_for_leads_to_the_address_of_the_one_there_is(running, workspace):
    stream = running.stream()
    stream.version()
    address = re.findall(r'src="(letter[^"]+)"', running.get("/391/?width=phone&scheme=dark").body.decode())[0]
    path = f"/391/{html.unescape(address)}"
    assert running.get(path).status == 200
    edit(workspace / "issues" / "391.yaml", "Return to Social Work", "Back to Social Work")
    stream.version()

    led = running.get(path)
    assert led.status == 303
    assert led.headers["Location"] != path.removeprefix("/391/")
    assert "Back to Social Work" in running.letter(f"/391/{led.headers['Location']}")


@pytest.mark.parametrize("name", ["issues/390.yaml", "images/logo.png", "recipients/data.csv", "newsletter.yaml"])
def test_a_pipe_in_the_place_of_a_file_is_told_and_not_waited_for(running, workspace, name):
    stream = running.stream()
    stream.version()
    (workspace / name).unlink()
    os.mkfifo(workspace / name)
    stream.version()

    assert name in running.get("/391/").body.decode()


def test_a_device_and_links_in_circles_are_not_followed(running, workspace):
    stream = running.stream()
    stream.version()
    (workspace / "issues" / "5.yaml").symlink_to("/dev/zero")
    (workspace / "images" / "round").symlink_to(workspace / "images")
    (workspace / "templates").symlink_to("templates")
    edit(workspace / "issues" / "391.yaml", "Return to Social Work", "Back to Social Work")
    while "issues/5.yaml" not in (page := running.get("/391/").body.decode()):
        stream.version()

    assert "issues/5.yaml" in page


def test_a_workspace_that_is_deleted_is_told_and_followed_again_when_it_is_back(preview, alone):
    running, workspace = preview("391"), alone
    stream = running.stream()
    stream.version()
    away = workspace.rename(workspace.parent / "away")
    while "as it was before" not in running.get("/391/problems", **{"HX-Request": "true"}).body.decode():
        stream.version()
    assert "Return to Social Work" in running.letter()

    away.rename(workspace)
    edit(workspace / "issues" / "391.yaml", "Return to Social Work", "Back to Social Work")
    while "Back to Social Work" not in running.letter():
        stream.version()


def test_a_letter_that_says_the_same_keeps_its_date_and_id(running, workspace):
    stream = running.stream()
    stream.version()
    before = running.get("/391/letter?view=source").body
    edit(workspace / "issues" / "391.yaml", "number: 391", "number: 391   # the same")
    stream.version()

    assert running.get("/391/letter?view=source").body == before


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_with_exit_0_though_a_stream_is_open(preview, how):
    running = preview("391")
    stream = running.stream()
    stream.version()

    assert running.stop(how) == 0


def test_it_can_be_reached_from_this_machine_alone(shown):
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", shown.port))
