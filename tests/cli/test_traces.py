"""An address is found in every file of a workspace, however it is encoded or packed; what cannot be read is told."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
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


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def taped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(member := tarfile.TarInfo(name), None)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def locked(packed: bytes) -> bytes:
    """A zip whose member says that it has a password."""
    at = packed.rindex(b"PK\x01\x02") + 8
    return packed[:6] + b"\x01" + packed[7:at] + b"\x01" + packed[at + 1 :]


MBOX = b"From a\nSubject: 1\n\nnothing\n\nFrom b\n"
RUNS = "<r><t>ann@</t></r><r><rPr><b/></rPr><t>example.org</t></r>"

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
    ("second.mbox", MBOX + ENCODED, None),
    ("second-quoted.mbox", MBOX + letter("quoted-printable", "ann=40example.org"), None),
    ("subject.eml", b"Subject: =?utf-8?q?ann=40example=2Eorg?=\n\n", None),
    ("mail.zip", zipped("a.eml", ENCODED), None),
    ("attached.eml", letter("base64", base64.encodebytes(spreadsheet(ANN)).decode()), None),
    ("twice.zip", zipped("inner.zip", zipped("a.txt", ANN.encode())), None),
    ("books.tar.gz", taped("list.xlsx", spreadsheet(ANN)), None),
    ("old.csv.bz2", bz2.compress(ANN.encode()), None),
    ("old.csv.xz", lzma.compress(ANN.encode()), None),
    ("cut.gz", gzip.compress(ANN.encode() + b"\n" + os.urandom(600_000))[:-200_000], None),
    ("runs.xlsx", spreadsheet(RUNS), None),
    ("wider.csv", f"email\n{ANN}\n".encode("utf-32"), 2),
    ("wider.bin", b"\0" + ANN.encode("utf-32-be"), None),
    ("prefixed.exe", b"MZ program" + zipped("a.txt", ANN.encode()), None),
    ("escaped.json", rb'{"a":\n "ann\u0040example.org"}'.replace(rb"\n", b"\n"), 2),
    ("escaped.yaml", rb'"\x61nn\x40example.org"', 1),
    ("named.html", b"ann&commat;example&period;org", 1),
    ("line.json", json.dumps({"words": f"hi\n{ANN}"}).encode(), 1),
    ("far.json", (json.dumps("x@y.org " * 5000) + "\n" * 70_000 + json.dumps(f"\n{ANN}")).encode(), 70_001),
    ("name.zip", zipped("ann@example.org.txt", b"nobody"), None),
)


@pytest.mark.parametrize("ahead", range((1 << 20) - 20, (1 << 20) + 5, 4))
def test_where_pieces_of_a_long_file_meet_it_is_found_and_nobody_else(tmp_path: Path, ahead: int) -> None:
    filler = b"\n" * ahead
    (tmp_path / "ann.txt").write_bytes(filler + ANN.encode())
    (tmp_path / "joann.txt").write_bytes(filler + b"joann@example.org ann@example.org.uk")
    (tmp_path / "ann.bin").write_bytes(b"\0" * ahead + ANN.encode("utf-16-le"))
    (tmp_path / "joann.bin").write_bytes(b"\0" * ahead + b"joann@example.org")

    assert search(tmp_path, Spellings(ANN)).traces == only(("ann.bin", None), ("ann.txt", ahead + 1))


CLOSED = (
    ("cut short", gzip.compress(os.urandom(1000))[:-200]),
    ("larger than 64 MB", gzip.compress(b"x" * 64_000_001, 1)),
    ("larger than 64 MB", zipped("a", b"x" * 64_000_001)),
    ("damaged", b"PK\x03\x04 torn"),
    ("password", locked(zipped("a", ANN.encode()))),
    ("password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    ("a PDF", b"%PDF-1.7 and so on"),
    ("a 7z", b"7z\xbc\xaf\x27\x1c and so on"),
    ("a rar", b"Rar!\x1a\x07 and so on"),
    ("zstd", b"\x28\xb5\x2f\xfd and so on"),
    ("a PDF", zipped("a.pdf", b"%PDF-1.7 and so on")),
    ("5 times", zipped("a", taped("b", taped("c", gzip.compress(gzip.compress(ANN.encode())))))),
)


@pytest.mark.parametrize(("why", "content"), CLOSED, ids=[f"{at} {why}" for at, (why, _) in enumerate(CLOSED)])
def test_what_cannot_be_looked_into_is_told(tmp_path: Path, why: str, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)

    found = search(tmp_path, Spellings(ANN))

    assert found.traces == ()
    [(file, told)] = found.unreadable
    assert file == "file"
    assert why in told


def test_what_was_looked_through_is_not_told(tmp_path: Path) -> None:
    for name, content in (
        ("a.xlsx", spreadsheet("bob@example.org")),
        ("a.tgz", taped("a", b"nobody")),
        ("a.mbox", MBOX + ENCODED.replace(b"\n\n", b"\n\nYm9i")),
        ("a.zip", zipped("b.zip", zipped("c", b"nobody"))),
    ):
        (tmp_path / name).write_bytes(content)

    assert search(tmp_path, Spellings("zoe@example.org")).unreadable == ()


def test_a_folder_that_is_a_link_to_elsewhere_is_told(tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (root := tmp_path / "workspace").mkdir()
    (root / "recipients").symlink_to(elsewhere)

    [(file, why)] = search(root, Spellings(ANN)).unreadable

    assert file == "recipients"
    assert "a link to a folder" in why


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


def test_every_file_of_a_rehearsal_is_looked_at_and_letters_that_say_the_same_are_told_together(tmp_path: Path) -> None:
    (folder := tmp_path / "var" / "outbox" / "391").mkdir(parents=True)
    for number in range(200):
        (folder / f"{number:03}.eml").write_bytes(ENCODED)
    (folder / "notes.txt").write_text(ANN)

    files = [trace.file for trace in search(tmp_path, Spellings(ANN)).traces]

    letters = [f"var/outbox/391/{number:03}.eml" for number in range(10)]
    assert files == ["var/outbox/391", *letters, "var/outbox/391/notes.txt"]


def test_the_last_letter_of_a_rehearsal_is_looked_at_as_the_first(tmp_path: Path) -> None:
    (folder := tmp_path / "var" / "outbox" / "391").mkdir(parents=True)
    for number in range(200):
        (folder / f"{number:03}.eml").write_bytes(ENCODED if number == 199 else b"Subject: x\n\nnobody")

    assert search(tmp_path, Spellings(ANN)).traces == only(("var/outbox/391/199.eml", None))
