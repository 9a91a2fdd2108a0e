"""A word is misspelt. Readers notice that before they notice anything else, and a name spelt wrongly offends whoever
bears it. A warning, not an error, because no dictionary knows every word: the names of the workspace (contacts,
networks, sections), words that earlier issues use, and names that stand in the issue several times count as known; a
word in small letters that is a slip away from a usual one does not, however often it is written.

Told are words that are often misspelt, words that no dictionary has and that are a slip of the fingers away from a
usual one, American spellings (either of organise and organize will do, but not both in one edition), a name written in
two ways, a word split in two, two words in one (alot), “maybe” where “may be” is meant, “should of”, “your invited”,
and a word that stands there twice. Write what is
proposed. Addresses, hashtags, abbreviations and words with digits are not looked at, and a name or a foreign word that
is like no English one is not minded. Where the issue is in another `language` than English, nothing is told.

```yaml
# wrong
update: The seperate report is out.
# right
update: The separate report is out.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.check.words.apart import set_wrong
from composer.check.words.endings import endings_mixed
from composer.check.words.house import house_of
from composer.check.words.misspelt import Speller
from composer.check.words.spoken import Remark, sayings_of
from composer.check.words.two_ways import spelt_two_ways
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Each misspelt word, once."""
    told: dict[int, list[Remark]] = {}
    for remark in _remarks(subject):
        near = told.setdefault(id(remark.saying.passage), [])
        if all(remark.end <= other.start or other.end <= remark.start for other in near):
            near.append(remark)
            place = remark.saying.passage.at(remark.start)
            yield Found(place, remark.message, remark.fix, remark.saying.story.id)


def _remarks(subject: Subject) -> Iterator[Remark]:
    vocabulary = subject.vocabulary
    if vocabulary is None:
        return
    british = not subject.programme.settings.language.lower().startswith("en-us")
    house = house_of(subject)
    sayings = tuple(sayings_of(subject))
    yield from spelt_two_ways(sayings, house, vocabulary)
    yield from set_wrong(sayings, vocabulary)
    yield from Speller(vocabulary, house, sayings, subject, british=british).remarks()
    yield from endings_mixed(sayings, vocabulary)


RULE = Rule("spelling", Level.WARNING, find, english=True)
