"""How fast one connection is to a relay far away: 20 ms each way, beside aiosmtplib.

Run by `make bench`. What a letter costs there is round trips; the processes are measured from start to exit.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from bench.contest import Contender, composer, contest, is_quick, sendmail
from bench.sinks import far_away, fast_sink
from bench.workspaces import letter_and_workspace

LETTERS = 400
ROUNDS = 3
BYTES = 60_000


def main() -> None:
    letters, rounds = (40, 1) if is_quick("distance") else (LETTERS, ROUNDS)
    with tempfile.TemporaryDirectory() as folder, fast_sink() as sink, far_away(sink.port) as port:
        letter, workspace = letter_and_workspace(Path(folder), letters, BYTES)
        contenders = [
            Contender("composer send", partial(composer, workspace, f"smtp://127.0.0.1:{port}", 1, letters)),
            Contender("aiosmtplib sendmail", partial(sendmail, letter, port, 1, letters), 3),
        ]
        contest(sink, contenders, letters, BYTES, rounds)


if __name__ == "__main__":
    main()
