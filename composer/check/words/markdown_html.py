"""HTML in the text would be printed as it stands: an error. Use Markdown.

```yaml
# wrong
update: This is <b>important</b>.
# right
update: This is **important**.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.markdown import raw_html
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Where HTML begins, once a paragraph."""
    for text, item in subject.edition.markdown:
        for place in raw_html(text) if "<" in text else ():
            fix = "Use Markdown: **bold**, *italic*, [words](https://…); write a lone < as &lt;."
            yield Found(place, "HTML in the text would be printed as it stands", fix, item)


RULE = Rule("markdown-html", Level.ERROR, find)
