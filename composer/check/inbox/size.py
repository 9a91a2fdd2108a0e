"""Gmail shows the first 102 KB of a letter and hides the rest behind a link, the way to unsubscribe with it; it drops
style sheets of more than 16 KB. A page of over 80,000 bytes is a warning, as there is little room left for the week
after; one of over 100,000, as HTML or as it stands encoded in the letter, is an error, and so are style sheets of over
16,384. Pictures do not count. What helps is less text: the items that take most are named with their bytes, and the
reminders and tools that may go. Where hardly any of it is text, it is the template. Where networks see different items,
it is what somebody really gets that counts.

```yaml
# wrong: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
{% for number in range(3000) %}<p>.</p>{% endfor %}
</mj-text></mj-column></mj-section>
# right: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
{% for number in range(30) %}<p>.</p>{% endfor %}
</mj-text></mj-column></mj-section>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.inbox.places import place_of_page
from composer.check.parsed import page_of, styles_of
from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.model import Page
from composer.problems import Level, shown

MUCH = 80_000
MOST = 100_000
MOST_STYLE = 16_384
_NAMED = 3  # of the items that take most
_MANY_TOOLS = 10
_HARDLY_ANY = 0.05  # of a page that is text: of the editions that go out, it is more than a tenth


def find(subject: Subject) -> Iterator[Found]:
    """Pages that Gmail would cut, or nearly; of pages for several readers, the largest."""
    if not subject.pages:
        return
    largest = max(subject.pages, key=_bytes_of)
    size = _bytes_of(largest)
    if size > MOST:
        message = f"{_whose(largest)} is {size:,} bytes of HTML{_how(largest)}, and Gmail hides what is over {MOST:,}"
        yield Found(subject.issue.place, message, _remedy(subject, largest))
    elif largest.html_bytes > MUCH:
        message = f"{_whose(largest)} is {largest.html_bytes:,} bytes of HTML; from {MOST:,} on, Gmail hides its end"
        yield Found(subject.issue.place, message, _remedy(subject, largest), level=Level.WARNING)
    yield from _styles(subject, largest)


def _bytes_of(page: Page) -> int:
    return max(page.html_bytes, page.encoded)


def _whose(page: Page) -> str:
    return f"the letter to {page.readers}" if page.readers else "the letter"


def _how(page: Page) -> str:
    return " once encoded" if page.encoded > page.html_bytes else ""


def _remedy(subject: Subject, page: Page) -> str:
    """What to shorten: the template, or the entries with most words, and what need not be printed."""
    stories = sorted(subject.stories, key=_weight, reverse=True)
    text = sum(map(_weight, stories))
    if page.template and text < page.html_bytes * _HARDLY_ANY:
        return f"Shorten {page.template}: only {text:,} bytes are words of the issue, the rest is what templates print."
    return " ".join([_shorten(stories), *_leave_out(stories)])


def _weight(story: Story) -> int:
    """The bytes of its words."""
    return sum(len(passage.words.encode("utf-8", "replace")) for passage in story.passages)


def _shorten(stories: list[Story]) -> str:
    named = [f"{_name(story)} ({_weight(story):,} bytes of text)" for story in stories[:_NAMED] if _weight(story)]
    longest = f"; the longest are {'; '.join(named)}" if named else ""
    return f"Shorten items, or link to a page that has the rest{longest}."


def _name(story: Story) -> str:
    if story.title:
        return shown(story.title.words)
    return "the introduction" if story.id is None else story.id


def _leave_out(stories: list[Story]) -> Iterator[str]:
    """The longest reminders, and fewer tools, where there are many."""
    reminders = [story.id for story in stories if story.item and not story.news and story.id][:_NAMED]
    if reminders:
        yield f"Or leave reminders out in the issue, the longest first: reminders: {{drop: [{', '.join(reminders)}]}}."
    tools = sum(story.tool is not None for story in stories)
    if tools > _MANY_TOOLS:
        yield f"Or list fewer than these {tools} tools, in newsletter.yaml: tools: {{limit: {_MANY_TOOLS}}}."


def _styles(subject: Subject, page: Page) -> Iterator[Found]:
    root = page_of(page.html)
    size = 0 if root is None else sum(len(style.encode("utf-8", "replace")) for style in styles_of(root))
    if size > MOST_STYLE:
        message = f"the style sheets are {size:,} bytes, and Gmail drops what is over {MOST_STYLE:,}"
        yield Found(place_of_page(subject, page), message, "Take styles out of the template that no letter needs.")


RULE = Rule("size", Level.ERROR, find)
