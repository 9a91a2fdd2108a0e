"""How fast `composer send` is as a whole, from start to exit, beside Postfix's own generator and aiosmtplib.

Run by `make bench`. All three send letters of the same size to one smtp-sink over as many connections. Composer reads
lists and issue, renders, freezes and keeps its books, each time from a workspace from which nothing was ever sent. The
others keep no books; aiosmtplib sends the very bytes of one of Composer's letters.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from bench.contest import Contender, composer, contest, is_quick, sendmail
from bench.processes import Ran, run
from bench.sinks import smtp_sink
from bench.workspaces import letter_and_workspace
from tests.relays.smtp_sink import daemon

LETTERS = 20_000
ROUNDS = 5
BYTES = 60_000
CONNECTIONS = 16


def main() -> None:
    letters, rounds = (2_000, 1) if is_quick("send") else (LETTERS, ROUNDS)
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as sink:
        letter, workspace = letter_and_workspace(Path(folder), letters, BYTES)
        relay = f"smtp://127.0.0.1:{sink.port}"
        contenders = [
            Contender("composer send", partial(composer, workspace, relay, CONNECTIONS, letters)),
            Contender("smtp-source -d", partial(smtp_source, sink.port, letters), 0.9),
            Contender("aiosmtplib sendmail", partial(sendmail, letter, sink.port, CONNECTIONS, letters), 3.5),
        ]
        contest(sink, contenders, letters, BYTES, rounds)


def smtp_source(port: int, letters: int) -> Ran:
    """Postfix's generator, its connections kept."""
    asked = ["-d", "-s", str(CONNECTIONS), "-m", str(letters), "-l", str(BYTES)]
    return run(daemon("smtp-source"), *asked, "-f", "a@example.org", "-t", "b@example.org", f"127.0.0.1:{port}")


if __name__ == "__main__":
    main()
