"""Sentences that name a command are said otherwise on a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.pipeline.on_pages import page_words

ROOT = Path(__file__).parents[2] / "composer"
# What is raised or told there may be shown to somebody who keeps a list, or sends an issue, in a browser.
MODULES = [
    *(ROOT / "lists").glob("*.py"),
    *(ROOT / "intake").glob("*.py"),
    *(ROOT / "ledger").glob("*.py"),
    *(ROOT / "pipeline" / f"{name}.py" for name in ("membership", "importing", "advice", "another_network", "typed")),
    *(ROOT / "pipeline" / f"{name}.py" for name in ("books", "sending", "shelf", "workspace", "edition")),
    ROOT / "tokens.py",
]


def sentences(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings; what is filled into one stands as `X`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | parts:
            yield node.value


def names_a_command(words: str) -> bool:
    named = re.search(r"(?:`|: |\()composer [a-z]|Run: |Ctrl-C|composer lists", words)
    return bool(named) or "--" in words.replace("-->", "").replace("<!--", "")


# What begins with an option is filled into a sentence; the statements of SQL are found by their comments.
NAMING = sorted(
    {
        words
        for path in MODULES
        for words in sentences(path)
        if names_a_command(words) and not words.startswith((" --", "^--"))
    }
)


def test_there_are_sentences_that_name_commands() -> None:
    assert len(NAMING) > 30


@pytest.mark.parametrize("words", NAMING)
def test_no_sentence_on_a_page_names_a_command(words: str) -> None:
    assert not names_a_command(page_words(words))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "this person is to stay out. If they ask to come back themselves: composer lists restore ADDRESS, then add "
            "them again",
            "This person is to stay out. If they ask to come back themselves, tell whoever manages the newsletter.",
        ),
        (
            "That stays so. If they ask to come back: composer lists restore ADDRESS --network send",
            "That stays so. If they ask to come back, tell whoever manages the newsletter.",
        ),
        ("Say which to read, like --sheet 'Members --sheet'.", "Say which to read."),
        (
            "there is no change 9 of this list. Look with: composer lists history send",
            "There is no change 9 of this list.",
        ),
        ("Add --shrink if that is meant.", "Tick the box if that is meant."),
        ("nothing was changed", "Nothing was changed."),
    ],
)
def test_what_a_page_says_instead(words: str, told: str) -> None:
    assert page_words(words) == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "Its receipts are missing too: put back a backup with `composer restore FILE`.",
            "Its receipts are missing too: whoever looks after Composer can put back a backup (composer restore FILE).",
        ),
        (
            "Make it again from its receipts with `composer rebuild`; where var/receipts holds none, put back a "
            "backup with `composer restore FILE`.",
            "Whoever looks after Composer can make it again (composer rebuild); where var/receipts holds none, they "
            "can put back a backup (composer restore FILE).",
        ),
        (
            "var/secret is missing. Put it back with `composer restore FILE` from a backup, or send from the machine "
            "that has it.",
            "Var/secret is missing. Whoever looks after Composer can put it back (composer restore FILE), or send from "
            "the machine that has it.",
        ),
        (
            "issue 391 is being sent by process 7 on desk. Watch it with `composer status 391`, or stop it there with "
            "Ctrl-C",
            "Issue 391 is being sent by process 7 on desk. Its page to send tells how far it is; it can be stopped "
            "only where it was begun.",
        ),
        (
            "/srv/x/var/secret can be read by others. Run: chmod 600 /srv/x/var/secret",
            "Var/secret can be read by others. Whoever looks after Composer has to keep it from them (chmod 600 "
            "var/secret).",
        ),
    ],
)
def test_whoever_manages_is_told_a_command_where_there_is_no_button(words: str, told: str) -> None:
    assert page_words(words, manages=True) == told
    assert page_words(words) == re.sub(r" \((?:composer|chmod) [^)]*\)", "", told)
