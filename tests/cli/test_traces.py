"""An address is found in every file of a workspace, however it is encoded or packed; what cannot be read is told."""

from __future__ import annotations

import base64
import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from composer.pipeline.traces import Spellings, Trace, search

ANN = "ann@example.org"


def spreadsheet(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>" + " " * 5000)
    return packed.getvalue()


def letter(encoding: str, text: str) -> bytes:
    return f"Subject: x\nContent-Transfer-Encoding: {encoding}\n\n{text}".encode()


ENCODED = letter("base64", base64.encodebytes(b"Write to Ann@Example.org today.").decode())


def only(*traces: tuple[str, int | None]) -> tuple[Trace, ...]:
    return tuple(Trace(file, line) for file, line in traces)


FILES: tuple[tuple[str, bytes, int | None], ...] = (
    ("plain.txt", b"one\ntwo Ann@EXAMPLE.org three", 2),
    ("windows.txt", b"one\r\nann@example.org\r\n", 2),
    ("utf16.csv", f"email\n{ANN}\n".encode("utf-16"), 2),
    ("bigendian.csv", f"\ufeffemail\n{ANN}\n".encode("utf-16-be"), 2),
    ("odd.bin", b"\x00\x01\x02" + ANN.encode("utf-16-le"), None),
    ("book.db", b"\x00391-1keyann@example.orgAnn", None),
    ("latin.txt", f"caf\xe9\n{ANN}".encode("latin-1"), 2),
    ("link.html", b"<a href='mailto:ann%40example.org'>", 1),
    ("entity.html", b"ann&#64;example.org", 1),
    ("list.xlsx", spreadsheet(ANN), None),
    ("base64.eml", ENCODED, None),
    ("quoted.eml", letter("quoted-printable", "Write to ann@exam=\nple.org today"), None),
    ("to.eml", b"To: Ann <ann@example.org>\n\nGood morning", 1),
    ("old.csv.gz", gzip.compress(b"email\nann@example.org\n"), None),
)


@pytest.mark.parametrize(("name", "content", "line"), FILES, ids=[name for name, *_ in FILES])
def test_it_is_found_however_the_file_has_it(tmp_path: Path, name: str, content: bytes, line: int | None) -> None:
    (tmp_path / "some" / "folder").mkdir(parents=True)
    (tmp_path / "some" / "folder" / name).write_bytes(content)

    assert search(tmp_path, Spellings(ANN, "key")).traces == only((f"some/folder/{name}", line))


ALIKE = (
    b"\x00391-1keyjoann@example.orgJoann",
    "joann@example.org\n".encode("utf-16-le"),
    b"joann@example.org ann@example.org.uk ann@example.orgs x.ann@example.org ann+x@example.org",
    b"PK\x03\x04 no archive after all",
    b"\x1f\x8b no archive either",
    base64.b64encode(b"nobody of that name at all in this text"),
    b"",
)


@pytest.mark.parametrize("content", ALIKE, ids=map(str, range(len(ALIKE))))
def test_what_only_looks_like_it_is_not_taken_for_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file.eml").write_bytes(content)

    assert search(tmp_path, Spellings(ANN)).traces == ()


def test_a_name_of_a_file_counts_and_git_does_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_text(ANN)
    (tmp_path / "ann@example.org.txt").write_text("")

    assert search(tmp_path, Spellings(ANN)).traces == only(("ann@example.org.txt", None))


def test_a_large_file_is_searched_without_reading_it_whole(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.seek(70_000_000)
        file.write(b"ANN@example.org")

    assert search(tmp_path, Spellings(ANN)).traces == only(("large", None))


def test_a_pipe_is_not_waited_for_and_a_ring_of_links_ends(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "ring").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")

    found = search(tmp_path, Spellings(ANN))

    assert (found.traces, found.unreadable) == ((), ())


def test_of_a_rehearsal_enough_is_looked_at_to_know_what_it_says_to_everybody(tmp_path: Path) -> None:
    (folder := tmp_path / "var" / "outbox" / "391").mkdir(parents=True)
    for number in range(200):
        (folder / f"{number:03}.eml").write_bytes(ENCODED)

    files = {trace.file for trace in search(tmp_path, Spellings(ANN)).traces}

    assert 0 < len(files) < 200
