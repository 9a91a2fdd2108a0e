"""Networks, lists and editions made straight from model objects: by hand, and by Hypothesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

from hypothesis import strategies as st

from composer.address import address
from composer.model import EVERY, Audience, Edition, Item, Network, Recipient, RecipientList
from tests.address.oracle import Expected, Gone, Lists, Networks, people
from tests.compose.histories import HERE, issue, item, last_of, on, resource, subsets, text, texts, tool

# By hand


def network(name: str, *includes: str) -> Network:
    return Network(name, text(f"Name of {name}"), HERE, includes=texts(includes))


def networks(**includes: Sequence[str]) -> Networks:
    """Networks in this order, each with those it includes."""
    return {name: network(name, *others) for name, others in includes.items()}


def lists(**rows: str) -> Lists:
    """The lists of networks: their rows are addresses, or `Name <address>`, with commas between."""
    return {name: RecipientList(name, tuple(map(row_of, written.split(", ")))) for name, written in rows.items()}


def row_of(written: str) -> Recipient:
    name, _, spelling = written.removesuffix(">").rpartition(" <")
    return Recipient(spelling or written, name)


def news_for(to: Sequence[str] | None, *items: Item) -> Edition:
    """An edition to these networks with these news."""
    return last_of(issue(1, "2020-02-21", *(items or [item("a")]), to=to))


Gets = tuple[frozenset[str], frozenset[str], bool]


def gets(audience: Audience) -> dict[str, Gets]:
    """What each person gets, whatever the order: the networks, the entries, and whether they are sent nothing."""
    return {
        person.canonical: (
            frozenset(person.networks),
            audience.variants[person.variant],
            person.canonical in audience.suppressed,
        )
        for person in audience.people
    }


def seen_by(audience: Audience) -> dict[str, set[str]]:
    """What each person sees."""
    return {person.canonical: set(audience.variants[person.variant]) for person in audience.people}


# By Hypothesis: four networks, four people, each with several spellings

NAMES = ["heads", "data", "send", "all"]
USERS = ["ann", "Ann", "BOB", "bob", "cy", "roß", "Ross"]
SPELLINGS = [f"{user}@{host}" for user, host in product(USERS, ["x.org", "X.org"])]
ROWS = [Recipient(spelling, name) for spelling in SPELLINGS for name in ["", "Ann", "Dr Ann"]]
SOME = subsets([*NAMES, "unknown"])

st_includes = st.sampled_from([(), (), (), *SOME])
st_rows = st.lists(st.sampled_from(ROWS), max_size=4).map(tuple)
st_to = st.sampled_from([None, *SOME])
st_orders = st.sampled_from(list(permutations(NAMES)))
st_gone = st.dictionaries(
    st.sampled_from(["ann@x.org", "bob@x.org", "ross@x.org", "zoe@x.org"]),
    st.frozensets(st.sampled_from([*NAMES, EVERY]), min_size=1, max_size=3),
    max_size=3,
)
st_absent = st.sampled_from([*(5 * [None]), *NAMES])  # a network without a list of its own


@dataclass(frozen=True)
class Mailing:
    edition: Edition
    networks: Networks
    lists: Lists
    gone: Gone

    def left(self, canonical: str) -> frozenset[str]:
        return self.gone.get(canonical, frozenset())

    @property
    def audience(self) -> Audience:
        return address(self.edition, self.networks, self.lists, self.left)

    @property
    def expected(self) -> dict[str, Expected]:
        return people(self.edition, self.networks, self.lists, self.gone)

    def with_suppression(self, canonical: str, network: str) -> Mailing:
        """The same, when somebody has left one more network, or `EVERY` one."""
        return replace(self, gone={**self.gone, canonical: self.left(canonical) | {network}})


@st.composite
def mailings(draw: st.DrawFn) -> Mailing:
    order = draw(st_orders)
    absent = draw(st_absent)
    found: Mapping[str, Network] = {name: network(name, *draw(st_includes)) for name in order}
    rows = {name: RecipientList(name, draw(st_rows)) for name in draw(st_orders) if name != absent}
    return Mailing(draw(editions()), found, rows, draw(st_gone))


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """News, a reminder, tools and dates, each for its own networks."""
    earlier = issue(
        1,
        "2020-02-14",
        item("old", networks=draw(st_to)),
        item("guide", on("2021-06-12"), resource=resource(), networks=draw(st_to)),
        to=draw(st_to),
        tools=(tool("plan"),),
        drop=draw(st.sampled_from([(), ("old",)])),
    )
    items = [item(name, networks=draw(st_to)) for name in draw(st.sampled_from(["", "a", "ab", "abc"]))]
    return last_of(earlier, issue(2, "2020-02-21", *items, to=draw(st_to)))
