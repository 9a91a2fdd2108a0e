"""What an inbox shows before a letter is opened, and where it was written."""

from __future__ import annotations

import re

from composer.check.subject import Subject
from composer.text import Place, Text

_WORD = re.compile(r"\w+")


def written_subject(subject: Subject) -> Text | None:
    """The subject as somebody wrote it, in the issue or in newsletter.yaml; None where it is Composer's own."""
    for written in (subject.issue.subject, subject.programme.settings.subject):
        if isinstance(written, Text):
            return written
    return None


def place_of_subject(subject: Subject) -> Place:
    """Where the subject was written; that of the issue where nobody wrote one."""
    written = written_subject(subject)
    return written.place if written is not None else subject.issue.place


def bare(words: str) -> str:
    """The words without marks and capitals, to compare them."""
    return " ".join(_WORD.findall(words.casefold()))
