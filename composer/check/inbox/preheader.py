"""The preheader, the line an inbox shows after the subject, is wasted: longer than 130 characters, shorter than 20, a
repetition of the subject, or the same as last time.

A warning. Inboxes show 35 to 140 characters of it. What is too long is cut where it may mislead; what is too short is
filled up by the mail program with whatever the letter begins with; and what says nothing new wins nobody. Write what
somebody would miss by not opening this one, or leave `preheader` out: then the titles of the first items are shown.

Not minded: a preheader that only a phone cuts short, or that takes up a word of the subject.

```yaml
# wrong: issue
preheader: News of the week
# right: issue
preheader: Offers for schools go out on 2 March; the data group wants your figures
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.inbox.envelope import bare
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level
from composer.text import Text

MOST = 130
FEWEST = 20
_FIX = "Say what is in this issue in {} to {} characters, or leave `preheader` out: the first titles are shown then."


def find(subject: Subject) -> Iterator[Found]:
    """A preheader that an inbox has no use for."""
    written = subject.issue.preheader
    if written is None:
        yield from _derived(subject)
        return
    message = _wasted(written, subject)
    if message:
        yield Found(written.place, message, _FIX.format(FEWEST, MOST))


def _wasted(written: Text, subject: Subject) -> str | None:
    words = " ".join(written.split())
    before = subject.earlier[-1:]
    if any(issue.preheader and bare(issue.preheader) == bare(words) for issue in before):
        return f"the preheader is the same as in issue {before[0].number}"
    if _repeats(bare(words), bare(subject.edition.subject)):
        return "the preheader only repeats the subject"
    if len(words) > MOST:
        return f"the preheader has {len(words)} characters; an inbox shows at most {MOST}"
    if len(words) < FEWEST:
        return f"the preheader has only {len(words)} characters"
    return None


def _repeats(words: str, title: str) -> bool:
    """Whether a reader of both learns nothing from the second."""
    return bool(words) and words in title


def _derived(subject: Subject) -> Iterator[Found]:
    """One made of titles, the first of which is too long to be shown and has no place to cut it at."""
    line, news = subject.edition.preheader, subject.edition.news
    if news and len(line) < FEWEST < MOST < len(news[0].item.title):
        fix = f"Shorten the title, or write a `preheader` of {FEWEST} to {MOST} characters."
        message = "hardly anything of the first title can be shown after the subject"
        yield Found(news[0].item.title.place, message, fix, news[0].item.id)


RULE = Rule("preheader", Level.WARNING, find)
