"""`check` in `newsletter.yaml` and `allow` of an item name a problem by its code, as it stands in brackets at the end
of the line that tells it. No rule of that code can be changed: there is none, or it tells what a file cannot hold, or
what it finds cannot be sent. A warning, as the problem itself is told all the same.

```yaml
# wrong
allow: [markdown-htm]
# right
allow: [markdown-html]
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, nearest, shown
from composer.text import Place


def rule_about(rules: Iterable[Rule]) -> Rule:
    """The rule that every code named is one of these rules'."""
    codes = {rule.code: rule.firm for rule in rules}
    changeable = [code for code, firm in codes.items() if not firm]
    return Rule("code-unknown", Level.WARNING, partial(_find, changeable, codes), firm=True)


def _find(changeable: Collection[str], codes: Collection[str], subject: Subject) -> Iterator[Found]:
    """Codes of the settings, of printed items and of tools that stand for nothing that can be changed."""
    for code, level in subject.programme.settings.check.items():
        if code not in changeable:
            yield _unknown(level.place, code, changeable, codes, None)
    items = [(item.id, item.allow) for item, _ in subject.printed]
    tools = [(tool.id, tool.allow) for tool in subject.edition.tools]
    for code, id_ in dict.fromkeys((code, id_) for id_, allowed in (*items, *tools) for code in allowed):
        if code not in changeable:
            yield _unknown(code.place, code, changeable, codes, id_)


def _unknown(place: Place, code: str, changeable: Collection[str], codes: Collection[str], item: str | None) -> Found:
    if code in codes:
        fix = "Take it out, and mend what it finds: that cannot be sent."
        return Found(place, f"{code} cannot be changed", fix, item)
    meant = nearest(code, changeable)
    fix = f"Did you mean {meant}?" if meant else "Write the code that stands in brackets behind the problem."
    message = f"no rule that can be changed is called {shown(code) or 'nothing'}"
    return Found(place, message, fix, item, unless=frozenset({str(place)}))
