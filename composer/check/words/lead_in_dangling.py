"""Something is announced and does not come: a text, a list's entry or a title ends in a colon or in “as follows” with
nothing behind it, or a sentence breaks off: “The survey closes at”, “including the”. An error, as readers see that
words are missing and cannot know which. Write what was to follow, or end the sentence. A list, a table, a picture,
code or another paragraph of the same text is something that follows; the box of what to do is not, as it begins anew.
What an item prints below its text counts where the last words speak of it: its dates, its contacts, what it brings to
read. Sentences may end in a small word: “the form to fill in”, “somebody to talk to”, “please log on”.

```yaml
# wrong
update: "To date we have:"
# right
update: |
  To date we have:

  - eleven replies
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.check.words.broken_off import broken_off
from composer.check.words.excerpts import ending
from composer.markdown import Kind, Passage
from composer.model import Item
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Where words end that announce more, and where sentences break off."""
    for story in subject.stories:
        yield from _in_titles(story)
        for text, boxed in ((story.update, False), (story.action, True)):
            for passage, after in pairwise(chain(text, [None])):
                if passage is not None:
                    yield from _in_passage(passage, after, story, _is_last(story, boxed))


def _is_last(story: Story, boxed: bool) -> bool:
    """Whether what an item prints below its text follows this one."""
    return boxed or not story.action


def _in_titles(story: Story) -> Iterator[Found]:
    """A title that ends as if it led to something; that of a tool may lead to its note."""
    led = story.title if not (story.tool and story.update) else None
    for line in (led, *story.dates, story.resource):
        if line is None:
            continue
        if colon := _COLON.search(line.words):
            place = line.at(colon.start())
            # A title without quotes that ends in a colon is told of as YAML.
            yield Found(place, *_dangling(line.words), story.id, unless=frozenset({str(place)}))
        elif gap := broken_off(line.words, whole=False):
            yield Found(line.at(gap.start), *_cut_short(line.words[: gap.end]), story.id)


def _in_passage(passage: Passage, after: Passage | None, story: Story, last: bool) -> Iterator[Found]:
    words = passage.words
    lead = _COLON.search(words) or _AS_FOLLOWS.search(words)
    if lead:
        if not passage.followed and not (after is None and _printed_below(words, story, last)):
            yield Found(passage.at(lead.start()), *_dangling(words), story.id)
        return
    goes_on = (passage.followed and not _begins_anew(passage, after)) or _is_joined(words, after)
    gap = broken_off(words, whole=passage.kind is Kind.PARAGRAPH and not goes_on)
    if gap and not (goes_on and not words[gap.end :].strip()):
        yield Found(passage.at(gap.start), *_cut_short(words[: gap.end]), story.id)


_COLON = re.compile(r"[:：]\s*[-–—]?\s*$")
_AS_FOLLOWS = re.compile(r"\b(?:as follows|the following)[.]?\s*$", re.IGNORECASE)


def _dangling(words: str) -> tuple[str, str]:
    return f"nothing follows {ending(words.rstrip(' .'))}", "Write what was to follow, or end with a full stop."


def _cut_short(words: str) -> tuple[str, str]:
    return f"this breaks off: {ending(words)}", "Write the rest of the sentence, or take its beginning out."


def _begins_anew(passage: Passage, after: Passage | None) -> bool:
    """Whether what follows is a paragraph of whole sentences, which goes on with nothing."""
    if passage.entries or after is None or after.kind is not Kind.PARAGRAPH or after.depth != passage.depth:
        return False
    return _WHOLE.match(after.words) is not None and after.words.rstrip()[-1:] in ".!?:"


def _is_joined(words: str, after: Passage | None) -> bool:
    """Whether words end in “; and”, which joins an entry of a list to the next."""
    return after is not None and after.kind is Kind.ENTRY and _JOINS.search(words) is not None


_JOINS = re.compile(r"\b(?:and|or|but)(?:/or)?\s*$")
_WHOLE = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s+\S+){3}")

# What an item prints below its text, by the words that lead to it.
_OF_DATES = re.compile(
    r"\b(?:dates|days|deadlines?|meetings?|meets?|events?|sessions?|workshops?|times|date is)\b", re.I
)
_OF_CONTACTS = re.compile(
    r"\b(?:contacts?|speak|talk|ring|e-?mail|write to|touch|questions|enquiries|queries|ask)\b", re.I
)
_OF_READING = re.compile(
    r"\b(?:read|reading|reports?|guides?|guidance|documents?|downloads?|papers?|resources?)\b", re.I
)
_OF_THE_ISSUE = re.compile(
    r"\b(?:week|issue|edition|update|newsletter|bulletin|headlines|highlights|news|below)\b", re.I
)


_TAIL = 120  # characters in which it may be said what follows


def _printed_below(words: str, story: Story, last: bool) -> bool:
    """Whether a story prints beneath its text what its last words lead to."""
    tail = words[-_TAIL:]
    if story.item is None:
        return story.tool is None and _OF_THE_ISSUE.search(tail) is not None
    if story.item.image and not (last and story.action):
        return True
    return last and any(kind.search(tail) for kind in _below(story.item))


def _below(item: Item) -> Sequence[re.Pattern[str]]:
    parts = ((item.dates, _OF_DATES), (item.contacts, _OF_CONTACTS), (item.resource, _OF_READING))
    return [kind for part, kind in parts if part]


RULE = Rule("lead-in-dangling", Level.ERROR, find, english=True)
