"""This does not lead anywhere from an e-mail: an error. Write the link in full, as the browser shows it at the top, or
`mailto:` and the whole address of a mailbox. A file on your own machine or in a shared folder, such as `plan.pdf`, does
not go out with the letter: put it on the web first.

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
# Some of these are top-level domains too, of which few have seen a site.
_FILE_ENDING = (
    r"\.(?:pdf|docx?|docm|dotx?|rtf|txt|odt|ods|odp|xlsx?|xlsm|csv|pptx?|ppsx?|pub|zip|html?|ics|eml|msg"
    r"|jpe?g|png|gif|svg|webp|heic|tiff?|bmp|mp3|mp4|m4a|wav|mov|avi|wmv)"
)
_FILE = re.compile(rf"[^?#]+{_FILE_ENDING}\s*(?:[?#].*)?", re.IGNORECASE | re.DOTALL)
_SITE = re.compile(
    rf"(?:www\.|(?!(?:[a-z0-9-]+\.)*[a-z0-9-]+{_FILE_ENDING}(?:[/?#]|$)))(?:[a-z0-9-]+\.)+[a-z]{{2,18}}"
    r"(?:[/?#][^\s@]*)?",
    re.IGNORECASE,
)
_MAILBOX = re.compile(r"[^\s@/:]+@(?:[a-z0-9-]+\.)+[a-z]{2,18}", re.IGNORECASE)
_LONGEST = 60  # characters of an address that is written out in a remedy


def find(subject: Subject) -> Iterator[Found]:
    """Links without a scheme, or with nothing behind it."""
    for link, item in links_of(subject):
        scheme = scheme_of(link.href)
        if scheme is None:
            yield Found(link.place, f"this link leads nowhere: {_quoted(link.href)}", _remedy(link.href), item)
        elif scheme in SCHEMES and not _WHOLE.match(link.href):
            yield Found(link.place, f"this is not a whole link: {_quoted(link.href)}", _remedy(link.href), item)


def _quoted(href: str) -> str:
    return shown(href) or "nothing"


def _remedy(href: str) -> str:
    """How it should be written."""
    if len(href) <= _LONGEST and _MAILBOX.fullmatch(href):
        return f"Write it in full: mailto:{href}."
    if len(href) <= _LONGEST and _SITE.fullmatch(href):
        return f"Write it in full: https://{href}."
    if scheme_of(href) is None and _FILE.fullmatch(href):
        return "Put the file on the web, and use its link here."
    like = "mailto:name@example.org" if scheme_of(href) == "mailto" else "https://www.example.org/page"
    return f"Write it in full, like {like}."


RULE = Rule("link-wrong", Level.ERROR, find, firm=True)
