"""Not every mail program shows what a browser does. What a letter uses and one of fifteen of them does not support is a
warning, with their names, by the data of [Can I email](https://www.caniemail.com). It is about templates of your own:
what you write in an issue becomes nothing but what they all show. What only adorns, such as round corners, and what a
program may leave out without harm is not told.

```yaml
# wrong: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
<div style="display:flex"><p>News</p><p>News</p></div>
</mj-text></mj-column></mj-section>
# right: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
<table><tr><td>News</td><td>News</td></tr></table>
</mj-text></mj-column></mj-section>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.inbox.places import place_of_page
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level

_PROGRAMS = {
    "apple-mail": "Apple Mail",
    "gmail": "Gmail",
    "outlook": "Outlook",
    "samsung-email": "Samsung Email",
    "thunderbird": "Thunderbird",
    "yahoo": "Yahoo Mail",
}
_PLATFORMS = {
    "android": " on Android",
    "desktop-webmail": " in a browser",
    "ios": " on iPhone",
    "macos": " on Mac",
    "mobile-webmail": " in a phone's browser",
    "outlook-com": ".com",
    "windows": " on Windows",
}
_FIX = "Take it out of the template, or see that the letter reads well without it."


def find(subject: Subject) -> Iterator[Found]:
    """What a page uses and some mail program lacks."""
    if not subject.pages or subject.support is None:
        return
    from composer.check.client_support import judge_client_support
    from composer.check.client_support.dispensable import can_do_without

    page = subject.pages[0]
    kinds = {name: picture.media_type for name, picture in page.pictures.items()}
    for finding in judge_client_support(page.html, kinds, subject.support):
        lacking = [client for client in finding.unsupported if not can_do_without(finding.slug, client)]
        if lacking:
            names = ", ".join(map(_name, lacking))
            yield Found(place_of_page(subject, page), f"the page uses {finding.title}, unknown to {names}", _FIX)


def _name(client: str) -> str:
    """A mail program in words."""
    program, _, platform = client.partition(".")
    return _PROGRAMS.get(program, program) + _PLATFORMS.get(platform, f" ({platform})")


RULE = Rule("client-support", Level.WARNING, find)
