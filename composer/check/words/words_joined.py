"""Two words stand together without a space, as happens when links or headings are pasted. An error, as everybody sees
it and nobody means it. Put the space in, or for links a space, comma or line of their own.

Told are a capital in the middle of a word (simulationsList), an abbreviation that runs into a word (LGAreport) or, as a
warning, into a number that it has nowhere else, a full stop, comma or closing bracket without a space behind it, an
opening one without a space before it, the number of a step that sticks to its words (4.Bring), a little word that
sticks to its neighbour (ofthe), links that touch, and bold or italic words that touch the next. Names that are written
so (YouTube, McDonald, iPhone, NHSmail) are not minded, nor are person(s) and child(ren), nor is whatever the dictionary
has, a name of the workspace, or a name that the issue writes more than once.

```yaml
# wrong
update: Read the toolkit and examplesList of sites.
# right
update: Read the toolkit and examples. List of sites.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.check.words.house import house_of
from composer.check.words.joins import Join, Joiner
from composer.check.words.spoken import Saying, sayings_of
from composer.problems import Level, shown

_NEAR = 120  # characters: joins that are no further from each other are one mistake, made in one go
_MOST_SHOWN = 4


def find(subject: Subject) -> Iterator[Found]:
    """Where words run together; several in a row once."""
    if subject.vocabulary is None:
        return
    sayings = tuple(sayings_of(subject))
    joiner = Joiner(subject.vocabulary, house_of(subject), sayings)
    for saying in sayings:
        row: list[Join] = []
        for join in joiner.joins(saying):
            if row and join.at - row[-1].at > _NEAR:
                yield _found(saying, row)
                row = []
            row.append(join)
        if row:
            yield _found(saying, row)


def _found(saying: Saying, row: list[Join]) -> Found:
    text = saying.passage.words
    apart = dict.fromkeys(
        f"“{shown(text[join.start : join.at])} {shown(text[join.at : join.end])}”" for join in row[:_MOST_SHOWN]
    )
    place, joined = saying.passage.at(row[0].start), shown(text[row[0].start : row[0].end])
    if not any(join.sure for join in row):
        message = f"an abbreviation and a number run together: “{joined}”"
        fix = f"Write {' and '.join(apart)}, or take the number out."
        return Found(place, message, fix, saying.story.id, Level.WARNING)
    fix = f"Write {' and '.join(apart)}, with a space or a full stop between them."
    which = "a number and a word" if joined[0].isdigit() else "two words"
    return Found(place, f"{which} run together: “{joined}”", fix, saying.story.id)


RULE = Rule("words-joined", Level.ERROR, find, english=True)
