"""A template of your own that cannot be made into a letter: it does not parse, names something there is not, or holds
what breaks in mail programs or asks somebody's server when the letter is opened. Nothing can be sent with it: an error.
The message says what is wrong, with the template and the line where that can be told. `composer render` shows the
letter once it is mended; templates/README.md says what a template can print.

```yaml
# wrong: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
<p>{{ page.no_such_thing }}</p>
</mj-text></mj-column></mj-section>
# right: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
{% for story in page.news %}<p>{{ story.title }}</p>{% endfor %}
</mj-text></mj-column></mj-section>
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level
from composer.text import Place

_PLACED = re.compile(r"(?P<file>[^:\n]+\.j2)(?::(?P<line>\d+))?: (?P<words>.+)")
_FIX = "Mend the template, or take it away to use the one that comes with Composer."


def find(subject: Subject) -> Iterator[Found]:
    """What keeps the letter from being made, each fault with its line."""
    for line in subject.unmade.splitlines():
        placed = _PLACED.fullmatch(line)
        place = Place(placed["file"], int(placed["line"] or 1), 1) if placed else subject.issue.place
        message, fix = _told(placed["words"] if placed else line)
        yield Found(place, message, fix)


def _told(words: str) -> tuple[str, str]:
    """What is wrong, and what to do, of words that may say both."""
    message, _, fix = words.partition(". ")
    return message.rstrip("."), fix or _FIX


RULE = Rule("template-wrong", Level.ERROR, find, firm=True)
