"""The oracle itself: what the tests of sending believe must be right."""

from __future__ import annotations

import asyncio
import hashlib
import smtplib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.relays.sink import Odds, Sink, Taken, taken

ROOT = Path(__file__).parents[2]
MESSAGE = b"Message-ID: <1@example.net>\r\nDate: Thu, 19 Nov 2026 08:00:00 +0000\r\n\r\nhello\r\n.\r\n..\r\n"


@pytest.fixture
def port(tmp_path):
    """A sink as a process of its own."""
    command = [sys.executable, "-m", "tests.relays.sink", "--log", tmp_path / "taken.jsonl", "--seed", "7"]
    with subprocess.Popen([*command, "--soft-rcpt", "0.3"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())
        process.kill()


def offer(port: int, recipient: str) -> int:
    """The last code that smtplib, a client that is not ours, is told for a letter to this person."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="test.example.net") as client:
        client.ehlo()
        client.mail("news@example.net")
        code, _ = client.rcpt(recipient)
        return client.data(MESSAGE)[0] if code == 250 else code


def test_what_another_client_is_told_is_taken_is_in_the_log_when_it_is_told(port, tmp_path):
    told = []
    for n in range(40):
        told.append(offer(port, f"reader{n}@example.org"))
        assert len(taken(tmp_path / "taken.jsonl")) == told.count(250)

    digest = hashlib.sha256(MESSAGE).hexdigest()
    first = next(n for n, code in enumerate(told) if code == 250)
    letter = Taken(
        f"reader{first}@example.org", "news@example.net", digest, "<1@example.net>", "Thu, 19 Nov 2026 08:00:00 +0000"
    )
    assert taken(tmp_path / "taken.jsonl")[0] == letter
    assert set(told) == {250, 450}


def faults(log: Path, order: list[int], seed: int) -> Counter[tuple[int, str]]:
    """What a sink says to each of these people at their first try."""
    sink = Sink(log, seed=seed)
    fates: Counter[tuple[int, str]] = Counter()
    for n in order:
        falls = sink.chance(f"reader{n}@example.org")
        fates.update((n, fault) for fault in ("rcpt", "soft dot", "drop dot", "data") if falls(fault, 0.1))
    return fates


def test_faults_follow_from_the_seed_and_not_from_the_order_of_letters(tmp_path):
    log, people = tmp_path / "log", list(range(2_000))

    assert faults(log, people, 1) == faults(log, people[::-1], 1) != faults(log, people, 2)


def test_faults_are_as_frequent_as_asked_for(tmp_path):
    fates = faults(tmp_path / "log", list(range(5_000)), 3)

    frequency = Counter(fault for _, fault in fates)
    assert all(400 < frequency[fault] < 600 for fault in ("rcpt", "soft dot", "drop dot", "data"))


async def said(sink: Sink, lines: bytes) -> bytes:
    """All that a sink answers to these bytes until it closes, or until QUIT."""
    reader, writer = await asyncio.open_connection("127.0.0.1", sink.port)
    writer.write(lines)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    "lines",
    [
        b"EHLO x\n",
        b"EHLO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nhello\nworld\r\n.\r\n",
        b"EHLO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nhello\n.\r\nMAIL FROM:<x>\r\n.\r\n",
        b"EHLO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nhello\rworld\r\n.\r\n",
    ],
)
def test_a_bare_line_ending_is_refused_and_nothing_is_taken(tmp_path, lines):
    async def scenario() -> bytes:
        async with Sink(tmp_path / "log") as sink:
            return await said(sink, lines)

    assert b"\r\n554 5." in asyncio.run(scenario())
    assert taken(tmp_path / "log") == []


def test_a_letter_dropped_after_the_dot_is_taken_as_often_as_not(tmp_path):
    async def scenario() -> list[bytes]:
        async with Sink(tmp_path / "log", odds=Odds(drop_dot=1)) as sink:
            head = b"EHLO x\r\nMAIL FROM:<a@example.net>\r\n"
            tail = b"DATA\r\nSubject: x\r\n\r\nhello\r\n.\r\n"
            return [await said(sink, head + b"RCPT TO:<reader%d@example.org>\r\n" % n + tail) for n in range(60)]

    answers = asyncio.run(scenario())

    assert all(answer.endswith(b"354 go ahead\r\n") for answer in answers)
    assert 15 < len(taken(tmp_path / "log")) < 45
