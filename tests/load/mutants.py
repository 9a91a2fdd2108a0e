"""Files as they come back from wrong programs, bad disks and hasty hands: seeded mutations of the sample files."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

SPECIAL = [
    ": ",
    ":",
    " #",
    "#",
    "- ",
    "-",
    "? ",
    "|",
    ">",
    "|2\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "!!int ",
    "%",
]
SPECIAL += [
    "@",
    "`",
    '"',
    "'",
    "\\",
    "---\n",
    "...\n",
    "<<: ",
    "\t",
    "~",
    "null",
    "=",
    "•",
    "–",
    "“",
    "”",
    "\u00a0",
    "\u2028",
]
SPECIAL += [
    "\u0085",
    "\ufeff",
    "\u200b",
    "\u202e",
    "\U0001f600",
    "\ue000",
    "\U0010ff3a",
    "\x00",
    "\x0b",
    "\x1b[2J",
    "\r",
    "\n",
    ";",
]
ENCODINGS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-8-sig", "utf-7", "cp037"]

Mutation = Callable[[random.Random, bytes], bytes]


def _cut(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice((1, 1, 2, 5, 40, 400)))


def bit_flips(rng: random.Random, data: bytes) -> bytes:
    flipped = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 64)) if data else 0):
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def deletion(rng: random.Random, data: bytes) -> bytes:
    start, end = _cut(rng, data)
    return data[:start] + data[end:]


def duplication(rng: random.Random, data: bytes) -> bytes:
    start, end = _cut(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 50)) + data[end:]


def splice(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + "".join(rng.choices(SPECIAL, k=rng.choice((1, 1, 2, 4)))).encode() + data[at:]


def splices(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((2, 5, 20))):
        data = splice(rng, data)
    return data


def move(rng: random.Random, data: bytes) -> bytes:
    start, end = _cut(rng, data)
    rest = data[:start] + data[end:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def indentation(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 2, 6))):
        at = rng.randrange(len(lines))
        lines[at] = rng.choice((b"", b" ", b"   ", b"\t", b" " * 60, "\u00a0 ".encode())) + lines[at].lstrip()
    return b"\n".join(lines)


def shuffled_lines(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    start = rng.randrange(len(lines))
    part = lines[start : start + 8]
    rng.shuffle(part)
    return b"\n".join(lines[:start] + part + lines[start + 8 :])


def nesting(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return (
        data[:at]
        + rng.choice((b"[", b"{", b"- ", b"{a: ", b"[{", b"? ", b'"')) * rng.choice((10, 60, 3_000))
        + data[at:]
    )


def huge_line(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice((b"x", b"a b ", b": ", b" #", b"'", b"9", b"-", "é".encode())) * 20_000 + data[at:]


def encoding(rng: random.Random, data: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")


def control_characters(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((1, 3, 30))):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + bytes([rng.randrange(32)]) + data[at:]
    return data


def line_ends(rng: random.Random, data: bytes) -> bytes:
    ends = rng.choice((b"\r\n", b"\r", b"\n\n", b"\r\r\n", b"\x0b\n"))
    return b"".join(line + (ends if rng.random() < 0.9 else b"\n") for line in data.split(b"\n"))


def byte_order_mark(rng: random.Random, data: bytes) -> bytes:
    return rng.choice((b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xff\xfe", b"\xfe\xff", b"\xef\xbb")) + data


def truncation(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def random_unicode(rng: random.Random, data: bytes) -> bytes:
    start, end = _cut(rng, data)
    words = "".join(chr(rng.randrange(1, 0x10FFFF)) for _ in range(rng.choice((1, 5, 100))))
    return data[:start] + words.encode("utf-8", rng.choice(("replace", "surrogatepass"))) + data[end:]


MUTATIONS: Sequence[Mutation] = (
    bit_flips,
    deletion,
    duplication,
    splice,
    splice,
    splices,
    move,
    indentation,
    shuffled_lines,
    nesting,
    huge_line,
    encoding,
    control_characters,
    line_ends,
    byte_order_mark,
    truncation,
    random_unicode,
)


def mutant(seed: int, data: bytes) -> bytes:
    """The same for the same seed: one mutation, now and then several on top of one another."""
    rng = random.Random(seed)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        data = rng.choice(MUTATIONS)(rng, data)
    return data
