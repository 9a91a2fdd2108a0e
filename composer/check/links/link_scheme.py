"""A link must lead to the web or to a mail address: `https://`, `http://` or `mailto:`. Anything else, such as
`javascript:`, is dropped or feared by mail programs: an error.

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
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Links that begin with neither https, http nor mailto."""
    for link, item in links_of(subject):
        scheme = scheme_of(link.href)
        if scheme is not None and scheme not in SCHEMES:
            yield Found(
                link.place, f"a link cannot begin with {scheme}:", "Use a link that begins with https://.", item
            )


RULE = Rule("link-scheme", Level.ERROR, find, firm=True)
