"""A link must lead to the web or to a mail address: `https://`, `http://` or `mailto:`. Anything else, such as
`javascript:` or a file on your own computer (`C:`, `file:`), is dropped or feared by mail programs: an error. Put the
file on the web and link to it there; write a phone number as words.

```yaml
# wrong
update: "[Book your place](javascript:open)"
# right
update: "[Book your place](https://example.org/book)"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.links.addressed import SCHEMES, links_of, scheme_of
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, shown


def find(subject: Subject) -> Iterator[Found]:
    """Links that begin with neither https, http nor mailto."""
    for link, item in links_of(subject):
        scheme = scheme_of(link.href)
        if scheme is not None and scheme not in SCHEMES:
            yield Found(link.place, *_told(scheme, link.href), item)


def _told(scheme: str, href: str) -> tuple[str, str]:
    """What is wrong with such a link, and what to do."""
    if scheme == "file" or len(scheme) == 1:  # C:, a disk
        message = f"this is a file on one computer, where no reader gets: {shown(href)}"
        return message, "Put the file on the web, and use its link there, which begins with https://."
    message = f"a link cannot begin with {shown(scheme)}:"
    if scheme in ("tel", "callto", "sms"):
        return message, "Write the number as words, or use a link that begins with https://."
    return message, "Use a link that begins with https://."


RULE = Rule("link-scheme", Level.ERROR, find, firm=True)
