"""Quotation marks or brackets do not pair: one is opened and never closed, or closed and never opened, a curly mark is
closed by a straight one, an opening mark stands before a space or, in LGA‘s, for an apostrophe. A warning, as the
sense is seldom lost; but readers stumble, and do not know where the quotation ends. Put the missing mark in, or the
right one. Left alone are apostrophes (’tis, the ’90s, James’), feet and inches (6'2"), list marks such as a) and
smileys; a quotation over several paragraphs may open each of them and close only the last.

```yaml
# wrong
update: The clerk said that “nobody had asked.
# right
update: The clerk said that “nobody had asked”.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.check.words.excerpts import around
from composer.check.words.pairing import Fault, Flaw, faults_of
from composer.markdown import Passage
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Each mark that does not pair, where it stands."""
    for story in subject.stories:
        lines = [line for line in (story.title, *story.dates, story.resource) if line]
        for text in (story.update, story.action, *((line,) for line in lines)):
            yield from _in_text(text, story)


_MARK = re.compile("[“”„«»\"‘()\\[\\]{}]|(?<!\\w)['’]")


def _in_text(text: Sequence[Passage], story: Story) -> Iterator[Found]:
    """The faults of a text but for quotations and brackets that another passage of it closes."""
    found = [(number, fault) for number, passage in enumerate(text) for fault in _faults(passage)]
    for at, (number, fault) in enumerate(found):
        others = [other for later, other in found[at + 1 :] if later > number]
        before = [other for earlier, other in found[:at] if earlier < number]
        if not _goes_on(fault, others, before, text[number + 1 :]):
            yield _told(fault, text[number], story)


def _faults(passage: Passage) -> Sequence[Fault]:
    return faults_of(passage.words) if _MARK.search(passage.words) else ()


def _goes_on(fault: Fault, others: Sequence[Fault], before: Sequence[Fault], later: Sequence[Passage]) -> bool:
    """Whether a mark that is alone in its passage has its partner in another one."""
    if fault.flaw is Flaw.OPEN:
        again = later and later[0].words.lstrip().startswith(fault.mark) and fault.mark in '“‘"«'
        return bool(again) or any(other.flaw is Flaw.CLOSED and other.pairs(fault) for other in others)
    return fault.flaw is Flaw.CLOSED and any(other.flaw is Flaw.OPEN and fault.pairs(other) for other in before)


_SAID = {
    Flaw.OPEN: ("{mark} is opened here and never closed: {words}", "Put {partner} where it ends, or take {mark} out."),
    Flaw.CLOSED: (
        "{mark} closes here what was never opened: {words}",
        "Put {partner} where it begins, or take {mark} out.",
    ),
    Flaw.MIXED: ("the quotation opens with {kind} mark and ends with {other} one: {words}", "Write {wanted} here."),
    Flaw.CROSSED: ("{partner} is closed by {mark}: {words}", "Write {wanted} here."),
    Flaw.SPACED: ("a space parts {mark} from the words it belongs to: {words}", "Take the space out."),
    Flaw.APOSTROPHE: ("{mark} stands for an apostrophe: {words}", "Write {word}."),
}
_KINDS = ("a curly", "a straight")


def _told(fault: Fault, passage: Passage, story: Story) -> Found:
    kind, other = _KINDS if fault.partner in "“‘" else reversed(_KINDS)
    said = {
        "words": around(passage.words, fault.start),
        "word": _word_with(passage.words, fault),
        "mark": fault.mark,
        "partner": fault.partner,
        "wanted": fault.wanted,
        "kind": kind,
        "other": other,
    }
    message, fix = (template.format(**said) for template in _SAID[fault.flaw])
    return Found(passage.at(fault.start), message, fix, story.id)


def _word_with(words: str, fault: Fault) -> str:
    """The word that a mark stands in or behind, with the mark that it should have."""
    start = max(0, fault.start - _LONGEST_WORD)
    before = _LAST_LETTERS.search(words[start : fault.start])
    after = _FIRST_LETTERS.match(words, fault.start + 1, fault.start + _LONGEST_WORD)
    return f"{before[0] if before else ''}{fault.partner}{after[0] if after else ''}"


_LONGEST_WORD = 40  # characters
_LAST_LETTERS = re.compile(r"[^\W_]*$")
_FIRST_LETTERS = re.compile(r"[^\W_]*")


RULE = Rule("quotes-unbalanced", Level.WARNING, find, english=True)
