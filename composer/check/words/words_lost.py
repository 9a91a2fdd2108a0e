"""Markdown takes these words for something it does not print: the address of a link that no link uses, a cell beyond
the last column of its table, words behind the marks that begin code, or a list or quote within nine others. An error,
as nobody would read them.

```yaml
# wrong
update: "[Venue]: Newbury"
# right
update: "Venue: Newbury"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.markdown import Loss, losses
from composer.problems import Level

# What every construct that loses words has: looking for one in earnest takes time.
_MAY_LOSE = re.compile(r"\]:|\||```|~~~|[->*+] ?[->*+] ?[->*+]|^ {16}", re.MULTILINE)
_LOST = {
    Loss.UNUSED: (
        "this is taken for the address of a link, no link uses it, and it would not be printed",
        "If it is words, write \\[ instead of [; else take it out.",
    ),
    Loss.SURPLUS: (
        "this row has more cells than the table has columns; the last would not be printed",
        "Give the first row of the table a cell for each.",
    ),
    Loss.BEHIND_FENCE: (
        "what stands behind the marks that begin code would not be printed",
        "Put it on a line of its own.",
    ),
    Loss.DEEP: (
        "this stands within so many lists or quotes that it would not be printed",
        "Use fewer levels.",
    ),
}


def find(subject: Subject) -> Iterator[Found]:
    """Where words stand that would be on no page."""
    for text, item in subject.edition.markdown:
        for loss, place in losses(text) if _MAY_LOSE.search(text) else ():
            yield Found(place, *_LOST[loss], item)


RULE = Rule("words-lost", Level.ERROR, find)
