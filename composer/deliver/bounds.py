"""How long anything of a relay is waited for, how much of it is read, and what is raised where it breaks a bound."""

from __future__ import annotations

# Seconds. RFC 5321 section 4.5.3.2 sets the least a client waits; it has none for connecting, TLS, EHLO and AUTH.
CONNECTING = 30.0
STARTTLS = 120.0
GREETING = 300.0
COMMAND = 300.0  # MAIL, RCPT, and whatever has no bound of its own
DATA = 120.0
BLOCK = 180.0
FINAL_DOT = 600.0  # a relay that is given up on too early has often taken the letter
QUIT = 5.0  # nothing depends on its reply

# Bytes. Section 4.5.3.1.5 has replies of 512; many write longer ones.
LONGEST_LINE = 8_192
LONGEST_REPLY = 65_536
MOST_EARLY = 4_096  # kept of what came out of turn


class Broken(Exception):
    """A session broke while something was due; `undone`: what was asked for has certainly not been done."""

    def __init__(self, words: str, *, undone: bool = False) -> None:
        super().__init__(words)
        self.undone = undone
