"""The reference: aiosmtplib's own `sendmail`, one letter after another over connections that are kept. No books.

python -m bench.sendmail --port 2525 --letter letter.eml --letters 20000 --connections 16 [--tls]
"""

from __future__ import annotations

import argparse
import asyncio
import ssl
from pathlib import Path

from aiosmtplib import SMTP

from bench.workspaces import address_of


async def send(port: int, message: bytes, letters: int, connections: int, context: ssl.SSLContext | None) -> None:
    """Send the message to so many people; raises as soon as one of them is not accepted."""

    async def some(first: int) -> None:
        client = SMTP(
            hostname="127.0.0.1", port=port, use_tls=context is not None, tls_context=context, start_tls=False
        )
        async with client:
            for person in range(first, letters, connections):
                refused, _ = await client.sendmail("bounces@example.org", [address_of(person)], message)
                if refused:
                    raise RuntimeError(f"{address_of(person)} was refused")

    await asyncio.gather(*map(some, range(connections)))


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.sendmail")
    for name in ("port", "letters", "connections"):
        asked.add_argument(f"--{name}", type=int, required=True)
    asked.add_argument("--letter", type=Path, required=True)
    asked.add_argument("--tls", action="store_true")
    said = asked.parse_args()
    context = ssl.create_default_context() if said.tls else None
    asyncio.run(send(said.port, said.letter.read_bytes(), said.letters, said.connections, context))


if __name__ == "__main__":
    main()
