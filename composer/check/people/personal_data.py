"""A text prints what belongs to one person: a mobile number, a mailbox at home such as gmail.com, a named person's own
address at work or direct line, where somebody lives, a date of birth, a National Insurance, NHS or pupil number.
Whoever gets the update can pass it on, and it cannot be called back. A warning, as most people who are named want to be
reached; an error for a date of birth and for numbers that identify somebody. Put whoever is to be reached into
`recipients/contacts.yaml`, with their consent: what stands there may be printed everywhere. Addresses that an office
answers (`bookings@`, `info@`), an office's line, and the street of an office or a hall are not minded.

```yaml
# wrong
update: To book, ring Jo Bloggs on 07700 900123.
# right
update: To book, ring the office on 01632 960123.
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from composer.check.people.published import Published
from composer.check.people.signs import Sign, signs_in
from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.markdown import Passage, line
from composer.problems import Level, shown
from composer.text import Text


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sign in its passage, which begins so many characters into the story."""

    sign: Sign
    passage: Passage
    begins: int = 0


def find(subject: Subject) -> Iterator[Found]:
    """Each place in the edition; what is of one person at once."""
    published = Published.of(subject.programme)
    for passage in _around(subject):
        yield from _told([_Placed(sign, passage) for sign in signs_in(passage, passage.words, published)], None)
    for story in subject.stories:
        yield from _told(_of_story(story, published), story.id)


def _around(subject: Subject) -> Iterator[Passage]:
    """What an inbox shows."""
    yield from (line(text) for text in (subject.issue.subject, subject.issue.preheader) if text)


def _of_story(story: Story, published: Published) -> Iterator[_Placed]:
    printed = [*story.passages, *map(line, _beside(story))]
    around = "\n".join(passage.words for passage in printed)
    told: set[str] = set()
    begins = 0
    before = ""
    for passage in printed:
        signs = [sign for sign in signs_in(passage, around, published, before) if sign.value not in told]
        told.update(sign.value for sign in signs)
        yield from (_Placed(sign, passage, begins) for sign in sorted(signs, key=lambda sign: sign.start))
        begins += len(passage.words)
        before = f"{before[-_SHORT:]}\n{passage.words}" if len(passage.words) < _SHORT else passage.words[-_SHORT:]


_SHORT = 80  # characters, as of a line of a signature


def _beside(story: Story) -> Iterator[Text]:
    """The words of its picture, and the addresses of links that are written as keys."""
    item, tool = story.item, story.tool
    if item and item.image:
        yield item.image.alt
    if item:
        yield from (event.url for event in item.dates if event.url)
    if item and item.resource:
        yield item.resource.url
    if tool and tool.url:
        yield tool.url


def _told(signs: Iterable[_Placed], item: str | None) -> Iterator[Found]:
    """One problem for what stands together, as somebody's address and number do."""
    together: list[_Placed] = []
    for sign in signs:
        if together and not _belongs(sign, together):
            yield _found(together, item)
            together = []
        together.append(sign)
    if together:
        yield _found(together, item)


def _belongs(one: _Placed, together: list[_Placed]) -> bool:
    """Whether it stands close by and is, most likely, of the same person: a second address is another's."""
    last, sign = together[-1], one.sign
    if one.begins + sign.start - last.begins - last.sign.end > _NEAR or sign.fix or last.sign.fix:
        return False
    there = [other.sign for other in together]
    is_anothers = any(sign.is_address and other.is_address for other in there)
    return not is_anothers and sign.whose == last.sign.whose and sign.what not in {other.what for other in there}


_NEAR = 40  # characters


def _found(together: list[_Placed], item: str | None) -> Found:
    first, signs = together[0], [one.sign for one in together]
    whose = signs[0].whose
    what = " and ".join(filter(None, [", ".join(sign.what for sign in signs[:-1]), signs[-1].what]))
    if signs[0].fix:
        message, fix = f"{what} is printed here", signs[0].fix
    elif whose:
        message = f"{what} of a contact, other than in contacts.yaml"
        fix = f"Write contacts: [{whose}] instead: it prints what recipients/contacts.yaml has, which may be mended."
    else:
        message, fix = f"{what} of somebody who is not in contacts.yaml", _FIX
    place = first.passage.at(first.sign.start)
    return Found(place, message, fix, item, signs[0].level, about=", ".join(shown(sign.value) for sign in signs))


_FIX = (
    "Put them into recipients/contacts.yaml, if they agree, and write their id under `contacts`; "
    "or give an office’s instead."
)

RULE = Rule("personal-data", Level.WARNING, find)
