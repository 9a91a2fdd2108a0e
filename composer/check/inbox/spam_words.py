"""The subject, the preheader or a title speaks as unwanted mail does: “Act now!”, “100% free”, “You have won”, “£££”, a
row of exclamation marks, a subject in capitals.

A warning. Such words alone will hardly have a letter of yours refused, since filters weigh many signs; but people
distrust them, and report what they distrust. The list is short on purpose: it holds what the phrase rules of
SpamAssassin, a filter in wide use, are about (among them `ACT_NOW_CAPS`, `GUARANTEED_100_PERCENT`, `MONEY_BACK`,
`JOIN_MILLIONS`, `ONE_TIME`, `UNCLAIMED_MONEY`, `DEAR_FRIEND` and `BANG_GUAR`) and their nearest kin. Say plainly what
you offer, to whom and until when.

Not minded: free school meals, free training places, winners of awards, risk, and whatever stands in the text of an
item.

```yaml
# wrong
title: Act now! 100% free training
# right
title: Free training – ten places left
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.inbox.envelope import written_subject
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.markdown import Passage, line
from composer.problems import Level, shown
from composer.text import Text

_PHRASES = re.compile(
    r"\b(?:act now(?! (?:on|for|against|to)\b)"
    r"|(?:100 ?%|one hundred per ?cent) (?:free|guaranteed|risk[- ]free)|guaranteed ?!"
    r"|(?:completely |totally )?risk[- ]free(?! (?:rate|return|asset))|money[- ]back(?: guarantee)?"
    r"|you(?:[’']ve| have| may have) won\b|you(?:[’']re| are) (?:a|the|our) (?:lucky )?winner|lucky winners?"
    r"|(?:claim|collect) your (?:free )?(?:prize|reward|gift)|unclaimed (?:money|funds?|prizes?|rewards?)"
    r"|click (?:below|here|now)|(?:buy|order|call) now(?=[!.]|$)|once[- ]in[- ]a[- ]lifetime|limited[- ]time offer"
    r"|one[- ]time (?:offer|promotion)|join (?:millions|thousands)\b|make money(?: fast| online)|extra income"
    r"|no strings attached|this is not spam|don[’']t delete(?: this)?|urgent (?:reply|response) (?:needed|required)"
    r"|dear friend(?=,|$))",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[£$€]{2,}")
_MARKS = re.compile(r"!!+|\?\?\?+")
_FEWEST_LETTERS = 10


def find(subject: Subject) -> Iterator[Found]:
    """What distrusted mail says, where an inbox shows it or a reader looks first."""
    for words in filter(None, (written_subject(subject), subject.issue.preheader)):
        yield from _in_envelope(words)
    for story in subject.stories:
        for title in filter(None, (story.title, story.resource)):
            yield from _found(title, list(_said(title.words)), story.id)


def _in_envelope(words: Text) -> Iterator[Found]:
    passage = line(words)
    letters = [letter for letter in re.sub(r"\{\w+\}", "", words) if letter.isalpha()]
    if len(letters) >= _FEWEST_LETTERS and all(map(str.isupper, letters)) and " " in words.strip():
        fix = "Write it as a sentence."
        yield Found(words.place, f"this is in capitals, as unwanted mail is: {shown(words)}", fix)
    yield from _found(passage, [*_said(words), *_MARKS.finditer(words)], None)


def _said(words: str) -> Iterator[re.Match[str]]:
    yield from _PHRASES.finditer(words)
    yield from _MONEY.finditer(words)


def _found(passage: Passage, said: list[re.Match[str]], item: str | None) -> Iterator[Found]:
    """All that is said in one line, where the first of it stands."""
    if said:
        said.sort(key=re.Match.start)
        words = ", ".join(dict.fromkeys(shown(match[0]) for match in said[:_NAMED]))
        fix = "Say plainly what it is, for whom and until when."
        yield Found(passage.at(said[0].start()), f"unwanted mail speaks so: {words}", fix, item)


_NAMED = 3


RULE = Rule("spam-words", Level.WARNING, find, english=True)
