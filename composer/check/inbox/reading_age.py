"""A text of 100 words or more that somebody must be 20 or older to read with ease.

Only for information: it never counts, not even under `--strict`, since some matters are hard. The figure is the grade
that Flesch and Kincaid computed for the United States Navy in 1975, 0.39 times the words in a sentence and 11.8 times
the syllables in a word less 15.59, and five years more for the age; syllables are counted by spelling. Even people who
read well skim a newsletter, and long sentences full of long words are what they skip: make two of the longest sentence
and use the shorter word where there is one.

Not minded: titles, headings, tables, numbers, abbreviations, and anything shorter.

```yaml
# wrong
update: |
  The representatives of the participating authorities reiterated their collective commitment to the implementation of
  comprehensive organisational arrangements facilitating continuous multidisciplinary collaboration, notwithstanding
  considerable uncertainty regarding the availability of sustainable financial contributions, and acknowledged
  furthermore the indispensable responsibility of professionals, practitioners and communities for establishing
  appropriate methodologies for evaluating the effectiveness of interventions administered in accordance with the
  recommendations. Consideration of alternative approaches to the prioritisation of individual applications, including
  the development of standardised documentation and the introduction of proportionate accountability mechanisms, was
  postponed until sufficient quantitative information concerning comparable organisations becomes available for
  examination by the subcommittee established for precisely that purpose at the immediately preceding extraordinary
  general meeting.
# right
update: |
  The authorities said again that they want to work together, although nobody knows whether there will be money for it.
  They agreed that staff and the people they serve must help to find out what works. How to choose between applications
  was put off. The group that looks into it needs figures from others first, and will have them by the summer. Until
  then each authority goes on as it does now. If you have figures that may help, please send them to the office. We are
  glad of rough ones too. What we want to know is how many people applied, how many of them were helped, and how long
  they had to wait.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from composer.check.inbox.syllables import syllables
from composer.check.rule import Found, Rule
from composer.check.sentences import sentences
from composer.check.story import Story
from composer.check.subject import Subject
from composer.markdown import Kind
from composer.problems import Level
from composer.text import Place

FEWEST_WORDS = 100
OLDEST = 20
_MOST_WORDS = 150  # of a sentence: what has more is a list without marks
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'](?=[^\W\d_]))*")
_READ = (Kind.PARAGRAPH, Kind.ENTRY)


class Measured(NamedTuple):
    """A sentence: where it begins, and how many words and syllables it has."""

    place: Place
    words: int
    syllables: int


def find(subject: Subject) -> Iterator[Found]:
    """Items and notes that are hard to read."""
    for story in subject.stories:
        measured = list(_measured(story))
        age = reading_age(measured)
        if age > OLDEST:
            yield _found(story, measured, age)


def reading_age(measured: list[Measured]) -> float:
    """The age from which sentences are read with ease, after Flesch and Kincaid; 0 for too few words to tell."""
    words = sum(sentence.words for sentence in measured)
    if words < FEWEST_WORDS:
        return 0
    spoken = sum(sentence.syllables for sentence in measured)
    return 0.39 * words / len(measured) + 11.8 * spoken / words - 15.59 + 5


def _measured(story: Story) -> Iterator[Measured]:
    for passage in story.prose:
        for sentence in sentences(passage.words) if passage.kind in _READ else ():
            words = _WORD.findall(sentence.words)
            if 0 < len(words) <= _MOST_WORDS:
                spoken = sum(1 if word.isupper() else syllables(word) for word in words)
                yield Measured(passage.at(sentence.start), len(words), spoken)


def _found(story: Story, measured: list[Measured], age: float) -> Found:
    longest, *others = sorted(measured, key=lambda sentence: -sentence.words)
    message = (
        f"this takes a reading age of {age:.0f}; its longest sentence, which begins here, has {longest.words} words"
    )
    if others:
        message += f", the next, in line {others[0].place.line}, {others[0].words}"
    fix = "Make two of a long sentence, and say it in shorter words where there are any."
    return Found(longest.place, message, fix, story.id)


RULE = Rule("reading-age", Level.INFO, find, english=True)
