"""The subject is longer than anybody sees, or says nothing. More than 78 characters are told, and fewer than four.

A warning, because the mail arrives all the same. A phone shows the first 33 to 48 characters of a subject, a desktop
program 60 to 75; 78 is also the length of a line that the standard for mail (RFC 5322) asks programs to keep to, beyond
which a subject is folded. Put what tells this issue from the others into the first 40 characters and leave out what
the sender's name says already.

Not minded: a subject that only a phone cuts short. The number and the date that Composer fills in are counted as they
are sent.

```yaml
# wrong: issue
subject: Weekly Update no {number} of the regional improvement programme for children, families and schools
# right: issue
subject: Weekly Update no {number} – offers for schools
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.inbox.envelope import place_of_subject
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level

MOST = 78
FEWEST = 4


def find(subject: Subject) -> Iterator[Found]:
    """A subject that is too long or says nothing."""
    length = len(" ".join(subject.edition.subject.split()))
    if length > MOST:
        message = f"the subject has {length} characters; a phone shows about 40, other programs at most {MOST}"
        fix = f"Say it in {MOST} characters or fewer, what is special about this issue first."
        yield Found(place_of_subject(subject), message, fix)
    elif length < FEWEST:
        fix = "Write what the letter is and what is in it, like: Update no {number} – {date}"
        yield Found(place_of_subject(subject), "the subject says nothing", fix)


RULE = Rule("subject-length", Level.WARNING, find)
