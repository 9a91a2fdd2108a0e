"""This does not lead anywhere from an e-mail: an error. Write the link in full.

```yaml
# wrong
update: "[the guide](www.example.org/guide)"
# right
update: "[the guide](https://www.example.org/guide)"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.links.addressed import SCHEMES, links_of, scheme_of
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, shown

_WHOLE = re.compile(r"\s*(https?://[^\s/?#.]|mailto:[^\s@]+@[^\s@])", re.IGNORECASE)
_FIX = "Write it in full, like https://www.example.org/page."


def find(subject: Subject) -> Iterator[Found]:
    """Links without a scheme, or with nothing behind it."""
    for link, item in links_of(subject):
        scheme = scheme_of(link.href)
        if scheme is None:
            yield Found(link.place, f"this link leads nowhere: {shown(link.href)}", _FIX, item)
        elif scheme in SCHEMES and not _WHOLE.match(link.href):
            yield Found(link.place, f"this is not a whole link: {shown(link.href)}", _FIX, item)


RULE = Rule("link-wrong", Level.ERROR, find, firm=True)
