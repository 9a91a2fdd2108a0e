"""Words that may end in -ise or in -ize, written both ways in one edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from composer.check.words.spoken import Remark, Saying, Word
from composer.model import Vocabulary

_ENDING = re.compile(r"([a-z]{3,})i([sz])(e[drs]?|ers|ing|ings|ation|ations|ational|able)")

_ARTICLES = {"s": "an s", "z": "a z"}


def endings_mixed(sayings: Sequence[Saying], vocabulary: Vocabulary) -> Iterator[Remark]:
    """Each place where a word is written the rarer way; as rare, with a z."""
    found: dict[str, dict[str, list[tuple[Saying, Word]]]] = {}
    for saying in sayings:
        for word in saying.words:
            ending = _ENDING.fullmatch(word.text)
            if ending and _either(ending, vocabulary):
                found.setdefault(ending[1], {}).setdefault(ending[2], []).append((saying, word))
    for ways in found.values():
        if len(ways) > 1:
            rarer = "s" if len(ways["s"]) < len(ways["z"]) else "z"
            yield from (_remark(saying, word, rarer) for saying, word in ways[rarer])


def _either(ending: re.Match[str], vocabulary: Vocabulary) -> bool:
    stem, _, rest = ending.groups()
    return f"{stem}is{rest}" in vocabulary.known and f"{stem}iz{rest}" in vocabulary.known


def _remark(saying: Saying, word: Word, rarer: str) -> Remark:
    usual = "z" if rarer == "s" else "s"
    at = word.text.rindex(f"i{rarer}") + 1
    right = word.text[:at] + usual + word.text[at + 1 :]
    message = f"“{word.text}” has {_ARTICLES[rarer]} here and {_ARTICLES[usual]} elsewhere in this edition"
    return Remark(saying, word.start, word.end, message, f"Write {right}, or use -i{rarer}e throughout.")
