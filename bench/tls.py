"""How fast `composer send` is over TLS, from start to exit, beside aiosmtplib.

Run by `make bench`. TLS from the first byte (smtps), certificates verified, to a sink of our own: smtp-sink has no TLS.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from bench.contest import Contender, composer, contest, is_quick, sendmail
from bench.sinks import fast_sink
from bench.workspaces import letter_and_workspace
from tests.relays.certificates import certificate

LETTERS = 20_000
ROUNDS = 5
BYTES = 60_000
CONNECTIONS = 16


def main() -> None:
    letters, rounds = (2_000, 1) if is_quick("tls") else (LETTERS, ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        shown = certificate(Path(folder) / "certificate")
        trust = {"SSL_CERT_FILE": str(shown.chain)}
        with fast_sink("--chain", str(shown.chain), "--key", str(shown.key)) as sink:
            letter, workspace = letter_and_workspace(Path(folder), letters, BYTES)
            relay = f"smtps://127.0.0.1:{sink.port}"
            contenders = [
                Contender("composer send", partial(composer, workspace, relay, CONNECTIONS, letters, trust)),
                Contender(
                    "aiosmtplib sendmail", partial(sendmail, letter, sink.port, CONNECTIONS, letters, trust), 2.5
                ),
            ]
            contest(sink, contenders, letters, BYTES, rounds)


if __name__ == "__main__":
    main()
