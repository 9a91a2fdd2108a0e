"""HTML in the text would be printed as it stands: an error. Use Markdown. What was to be filled in, such as `<venue>`,
is told as a [placeholder](#placeholder).

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
from composer.check.words.placeholder import angles_in
from composer.markdown import passages, raw_html
from composer.problems import Level
from composer.text import Place, Text


def find(subject: Subject) -> Iterator[Found]:
    """Where HTML begins, once a paragraph."""
    for text, item in subject.edition.markdown:
        for place in _places(text) if "<" in text else ():
            fix = "Use Markdown: **bold**, *italic*, [words](https://…); write a lone < as &lt;."
            yield Found(place, "HTML in the text would be printed as it stands", fix, item)


def _places(text: Text) -> Iterator[Place]:
    places = raw_html(text)
    if places:
        to_fill_in = {place for passage in passages(text) if "<" in passage.words for place in angles_in(passage)}
        yield from (place for place in places if place not in to_fill_in)


RULE = Rule("markdown-html", Level.ERROR, find)
