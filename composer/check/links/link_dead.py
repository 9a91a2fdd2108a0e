"""A link was followed and leads nowhere. Links are followed only if you ask for it, with `composer check 391 --links`,
as it means asking other people's sites, takes a while and needs the internet. It is an error where that is sure: the
site says that there is no such page (404, 410), or there is no site of that name. It is a warning where the site does
not answer, has a fault, shows a certificate for another name, asks for a password, or turns away whoever is not a
browser: follow such a link yourself. One that Composer does not follow, such as one with a password in it, is told
without counting. Where this machine has no internet, that is told once, at the top of newsletter.yaml. What was found
is remembered, for a week where it was good and for an hour where it was not.

```html
<!-- wrong: there is no such page -->
<a href="https://www.example.org/no-such-page">The report</a>
<!-- right -->
<a href="https://www.example.org/report">The report</a>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.markdown import WebAddress, web_addresses
from composer.model import Answer, Leads
from composer.problems import Level, shown
from composer.text import Place


def find(subject: Subject) -> Iterator[Found]:
    """Links that were followed in vain, each address once for each item."""
    if not subject.answers:
        return
    told = set()
    for address in web_addresses(subject.edition, subject.programme.settings):
        answer = subject.answers.get(address.href)
        if answer and answer.leads in _SAID and (address.href, address.item) not in told:
            told.add((address.href, address.item))
            yield _of_link(address, answer)
    offline = next((answer for answer in subject.answers.values() if answer.leads is Leads.OFFLINE), None)
    if offline:
        yield _of_machine(offline)


def _of_link(address: WebAddress, answer: Answer) -> Found:
    level, says, fix = _SAID[answer.leads]
    return Found(address.place, f"{says}, {answer.why}: {shown(address.href)}", fix, address.item, level)


def _of_machine(offline: Answer) -> Found:
    """In the same words and at the same place for every edition, as it is one cause."""
    message = f"links could not be followed, {offline.why}"
    fix = "See that this machine is connected to the internet, and check again with --links."
    return Found(Place("newsletter.yaml", 1, 1), message, fix, level=Level.WARNING)


_SAID = {
    Leads.NOWHERE: (
        Level.ERROR,
        "this link leads nowhere",
        "Look for the page on its site and link to where it is now, or take the link out.",
    ),
    Leads.DOUBTFUL: (
        Level.WARNING,
        "this link may lead nowhere",
        "Follow it yourself, in a browser that is not signed in to anything.",
    ),
    Leads.UNASKED: (Level.INFO, "this link was not followed", "Follow it yourself."),
}

RULE = Rule("link-dead", Level.ERROR, find)
