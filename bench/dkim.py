"""How fast letters are signed: each of 60 KB, everybody's own, by one thread.

Run by `make bench`. The reference is `openssl speed rsa2048`, which does nothing but the arithmetic of a signature with
a key as long, run in turn with it on the same machine. Below it stands what a letter costs besides that arithmetic.
"""

from __future__ import annotations

import hashlib
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from bench.letter import BYTES, letter_of, values
from composer.deliver.dkim import COVERED, Signer
from composer.deliver.relaxed import read_message
from composer.model import Envelope, Letter
from tests.programs import program

ROUNDS = 9
LETTERS = 2_500  # of one round; some second of signing
ENVELOPE = Envelope("updates@example.org", "reader@example.org")


def main() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signer = Signer(key, "example.org", "s1")
    letters = letters_of(BYTES)
    body = b"".join(letters[0].pieces).partition(b"\r\n\r\n")[2]
    covered = {name.lower().encode() for name in COVERED}
    works: dict[str, Callable[[Letter], object]] = {
        "signing letters": signer.signed,
        "the arithmetic alone, by the same library": lambda letter: key.sign(b"x" * 1_200, PKCS1v15(), SHA256()),
        "headers and body hash": lambda letter: read_message(letter.pieces, covered),
        "SHA-256 of as many bytes": lambda letter: hashlib.sha256(body).digest(),
    }
    taken: dict[str, list[float]] = {what: [] for what in (*works, "openssl")}
    for _ in range(ROUNDS):
        taken["openssl"].append(1 / arithmetic())
        for what, work in works.items():
            taken[what].append(of_each(work, letters))
    print_table({what: statistics.median(times) for what, times in taken.items()})


def letters_of(size: int) -> Sequence[Letter]:
    """Letters of one variant, each with the values of somebody else."""
    rendered, letterhead = letter_of(size)
    return [Letter(f"{at}", rendered.pieces(values(letterhead, at)), ENVELOPE) for at in range(LETTERS)]


def of_each(work: Callable[[Letter], object], letters: Sequence[Letter]) -> float:
    """The mean of one letter, in seconds of the processor."""
    begun = time.process_time()
    for letter in letters:
        work(letter)
    return (time.process_time() - begun) / len(letters)


def arithmetic() -> float:
    """Signatures that OpenSSL makes in a second of one core."""
    command = [program("openssl"), "speed", "-seconds", "1", "rsa2048"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"^rsa 2048 bits +\S+s +\S+s +([0-9.]+)", told, flags=re.MULTILINE)
    if not found:
        raise ValueError(f"openssl speed says something else here: {told}")
    return float(found[1])


def print_table(medians: dict[str, float]) -> None:
    ours, theirs = medians["signing letters"], medians.pop("openssl")
    print(f"| what | median of {ROUNDS} | openssl speed rsa2048 | ratio |")
    print("|---|---|---|---|")
    what = f"letters of {BYTES // 1000} KB signed"
    print(f"| {what} | {1 / ours:,.0f}/s | {1 / theirs:,.0f}/s | {theirs / ours:.2f} |")
    print()
    for what, seconds in medians.items():
        print(f"- {what}: {seconds * 1_000_000:,.0f} µs a letter")


if __name__ == "__main__":
    main()
