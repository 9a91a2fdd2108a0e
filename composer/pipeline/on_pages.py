"""What a sentence says on a page: where in a terminal it names a command, there it tells whom to ask or what to press.

Rule: a sentence is written once, where it is raised; here stands how each command in one is said otherwise. Only who
manages is told a command, and only one for which no page has a button.
"""

from __future__ import annotations

import re

_ASK = "whoever manages the newsletter"
_KEEPER = "hoever looks after Composer"
_LOST = "(back a backup(?: that holds it)?|back the ledger that belongs to it|it back|var/secret back)"
_BACK = rf"ut {_LOST}(?: from a backup; | with )`composer restore FILE`(?: from a backup| does)?"
_INSTEAD = (
    (
        r": composer lists restore ADDRESS(?: --network \S+)?(?:,? (?:then add them|and import) again)?",
        f", tell {_ASK}",
    ),
    (r"\b[Aa]dd --shrink if that is meant", "tick the box if that is meant"),
    (r", like --sheet '.*'", ""),
    (r"or read it with --sheet '.*'", "or choose it here"),
    (r"Leave --sheet out", "Begin again with the file"),
    (r"Mend them first: composer lists check", f"{_ASK.capitalize()} can see and mend them"),
    (r": composer lists check", ""),
    (r" as `composer lists check` says", ""),
    (r"run composer lists suppress ADDRESS for each", f"tell {_ASK}"),
    (r"see what was changed with: composer lists history", "look at the history"),
    (r"; mend that, then look with: composer lists history", f"; tell {_ASK}"),
    (r"(?:\. Look with|\. See): composer lists history.*", ""),
    (r"Import it: composer lists import NETWORK FILE; then keep it elsewhere", "Import it, then keep it elsewhere"),
    # The ledger.
    (r"Make it again from its receipts with `composer rebuild`", f"W{_KEEPER} can make it again{{rebuild}}"),
    (r"holds none, put back a backup with `composer restore FILE`", "holds none, they can put back a backup{restore}"),
    (f"P{_BACK}", rf"W{_KEEPER} can put \1{{restore}}"),
    (f"p{_BACK}", rf"w{_KEEPER} can put \1{{restore}}"),
    (r"Erase them there too with `composer lists forget`", f"W{_KEEPER} can erase them there too{{forget}}"),
    (r"missing in `composer lists show`", "missing on the lists"),
    (r"`composer status` names them", "The page to send names them"),
    (r": `composer status` shows it", ""),
    (r"[^\s'\"]*/var/secret", "var/secret"),
    (r"Run: chmod 600 (\S+)", f"W{_KEEPER} has to keep it from them{{chmod}}"),
    # Sending.
    (r"`composer send \w+` goes on with it", "Go on with it on its page to send"),
    (
        r"Watch it with `composer status \w+`, or stop it there with Ctrl-C",
        "Its page to send tells how far it is; it can be stopped only where it was begun",
    ),
    (r"Look at it, then: composer approve \w+", "Look at it and approve it first"),
    (r"to everybody: composer send \w+ --correction", "to everybody as a correction"),
    (r" Send it with: composer send \w+", ""),
    (r"Begin one with: composer new", "Begin one on the first page"),
    (r"with `?--late`?", "late"),
)
_PATTERNS = tuple((re.compile(pattern), words) for pattern, words in _INSTEAD)
_COMMANDS = {
    "rebuild": " (composer rebuild)",
    "restore": " (composer restore FILE)",
    "forget": " (composer lists forget)",
    "chmod": " (chmod 600 \\1)",
}
_NO_COMMANDS = dict.fromkeys(_COMMANDS, "")


def page_words(words: str, *, manages: bool = False) -> str:
    """The sentence as a page tells it, beginning with a capital letter and ending with a full stop.

    `manages`: whoever reads it manages the newsletter.
    """
    words = page_phrase(words, manages=manages)
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?", ":")) else ".")


def page_phrase(words: str, *, manages: bool = False) -> str:
    """The same as part of a sentence."""
    commands = _COMMANDS if manages else _NO_COMMANDS
    for pattern, instead in _PATTERNS:
        words = pattern.sub(instead.format(**commands), words)
    return words.strip()
