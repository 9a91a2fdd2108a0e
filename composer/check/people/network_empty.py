"""Nobody is on a network that the issue, or an item, is for; or there is no network at all. An error, because nobody
would notice who got nothing. Add people to its list, or leave it out. Lists need not be in git: in a copy of the
workspace that has none at all `check` says so, for information, and judges nothing about people; `send` refuses.

```yaml
# wrong: recipients/send.csv
email,name
# right: recipients/send.csv
email,name
ann@example.org,Ann
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from composer.check.people.unseen import unseen_news
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Audience, within
from composer.problems import Level
from composer.text import Place


def find(subject: Subject) -> Iterator[Found]:
    """Networks that the issue is for, that another includes, and that an item is for."""
    if not subject.knows_people:
        message = "there is no list of people in this copy, so whom the issue reaches is not judged"
        yield Found(_NETWORKS, message, "Check it where the lists are, before you send it.", level=Level.INFO)
    elif subject.audience is not None:
        yield from _targets(subject, subject.audience)
        yield from _included(subject, subject.audience)
        yield from _of_items(subject, subject.audience)


_NETWORKS = Place("recipients/networks.yaml", 1, 1)


def _targets(subject: Subject, audience: Audience) -> Iterator[Found]:
    networks = subject.programme.networks
    places = {str(name): name.place for name in subject.issue.to or ()}
    for name, count in audience.networks.items():
        if not count:
            fix = f"Add people to recipients/{name}.csv, or leave the network out of `to`."
            yield _empty(places.get(name) or networks[name].place, name, fix, within(name, networks))


def _included(subject: Subject, audience: Audience) -> Iterator[Found]:
    """A list that an issue reaches through another network is not missing: nobody would notice who got nothing."""
    networks = subject.programme.networks
    reached = {part for name, count in audience.networks.items() if count for part in within(name, networks)}
    on_a_list = {name for person in audience.people for name in person.networks}
    for name in networks:
        if name in reached - on_a_list and name not in audience.networks and not networks[name].includes:
            fix = f"Add people to recipients/{name}.csv, or take the network out of the includes."
            yield _empty(networks[name].place, name, fix, [name])


def _empty(place: Place, name: str, fix: str, lists: Iterable[str]) -> Found:
    files = frozenset(f"recipients/{part}.csv" for part in lists)
    return Found(place, f"nobody is on the network {name}", fix, unless=files)


def _of_items(subject: Subject, audience: Audience) -> Iterator[Found]:
    for entry in unseen_news(subject, audience) if audience.people else ():
        networks = entry.item.networks or ()
        if all(name in subject.programme.networks for name in networks):
            lists = frozenset(f"recipients/{name}.csv" for name in networks)
            fix = "Add people to the network's list, or correct the item's `networks`."
            message = f"nobody who gets this issue is on {', '.join(networks)}"
            yield Found(networks[0].place, message, fix, item=entry.item.id, unless=lists)


RULE = Rule("network-empty", Level.ERROR, find, firm=True)
