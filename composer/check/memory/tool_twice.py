"""One tool stands in the list twice, under two ids: the same address, or the same title but for case, marks and small
words. A warning, as it costs a line and looks careless. Give both announcements one id, so that the later one takes
the place of the earlier, or retire one. Two tools of one title are not minded where their publishers differ, nor are
two that nobody sees both of.

```yaml
# wrong: issue
tools:
  - {id: guide, title: A guide to attendance, url: "https://www.example.org/guide"}
  - {id: attendance, title: Attendance for leads, url: "https://example.org/guide/"}
# right: issue
tools:
  - {id: guide, title: A guide to attendance, url: "https://www.example.org/guide"}
  - {id: attendance, title: Attendance for leads, url: "https://www.example.org/leads"}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.memory.likeness import content_words
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Tool, meet
from composer.problems import Level, shown


def find(subject: Subject) -> Iterator[Found]:
    """Each tool of the list that another one of it announced before."""
    known: dict[str, Tool] = {}
    order = {tool.id: number for number, tool in enumerate(subject.edition.tools)}
    for tool in sorted(subject.edition.tools, key=lambda tool: (tool.issue, order[tool.id])):
        signs = tuple(_signs(tool))
        same = next((known[sign] for sign in signs if sign in known), None)
        if same and meet(same.seen, tool.seen):
            yield _found(tool, same, subject.issue.number)
        else:
            known.update((sign, tool) for sign in signs if sign not in known)


def _signs(tool: Tool) -> Iterator[str]:
    """What two entries of one tool have in common: its address, or its title and publisher."""
    if tool.url:
        address = _PREFIX.sub("", str(tool.url).strip())
        yield "address " + _HOST.sub(lambda host: host[0].lower(), _TRACKING.sub("", address)).rstrip("/?&")
    title = " ".join(content_words(str(tool.title)))
    if title:
        yield f"title {title} {(tool.publisher or '').casefold()}"


_PREFIX = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_HOST = re.compile(r"[^/?#]*")
_TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|mc_[ce]id)=[^&#]*&?")


def _found(tool: Tool, same: Tool, number: int) -> Found:
    where = "this issue" if same.issue == number else f"issue {same.issue}"
    message = f"this tool is in the list twice, also as {same.id} of {where}: {shown(same.title)}"
    retire = f", or retire: [{same.id}]" if same.issue != number else ", or leave one out"
    return Found(tool.title.place, message, f"Write id: {same.id} here{retire}.", tool.id)


RULE = Rule("tool-twice", Level.WARNING, find)
