"""What a form says, as changes of the file it was made from, and what must be so afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from composer.writing import datelines, written
from composer.writing.fields import DateFields, Draft, HeadFields, ItemFields, ResourceFields, Unwritable
from composer.writing.layout import Keyed, Leaf, Listing, Node
from composer.writing.reading import RESOURCE, Page
from composer.writing.script import Edit
from composer.writing.splicing import Splices
from composer.writing.written import Prose, Stacked, Value

ITEM_ORDER = (
    "id", "title", "workstream", "update", "action", "contacts", "dates", "resource", "image", "remind", "replaces",
    "networks",
)  # fmt: skip
HEAD_ORDER = ("number", "date", "to", "subject", "preheader", "intro", "items", "reminders", "tools", "retire")
_REMINDERS_ORDER = ("drop", "keep")
# Keys that stay when their field is emptied: an item or issue cannot be without.
_NEEDED = ("title", "update", "date")

Changes = dict[str, Value | None]
Data = dict[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """Edits of a file. Of what it says afterwards, `new` must be as `old` was; and a draft of it must be as `meant`."""

    edits: list[Edit]
    old: object
    new: Callable[[Data], object]
    meant: Callable[[Draft], bool]


def settled_item(fields: ItemFields) -> ItemFields:
    """What somebody typed as it can stand in a file. Raises Unwritable."""
    _check(fields)
    dates = tuple(datelines.settled(date) for date in fields.dates)
    return replace(
        fields,
        own_id=written.line(fields.own_id),
        title=written.line(fields.title),
        update=written.prose(fields.update),
        action=written.prose(fields.action),
        workstream=written.line(fields.workstream),
        contacts=_words(fields.contacts),
        networks=_words(fields.networks),
        dates=tuple(date for date in dates if not datelines.is_nothing(date)),
        resource=_settled_resource(fields.resource),
        remind=written.line(fields.remind),
    )


def _settled_resource(resource: ResourceFields | None) -> ResourceFields | None:
    if resource is None:
        return None
    settled = ResourceFields(**{key: written.line(getattr(resource, key)) for key in RESOURCE})
    return settled if settled != ResourceFields() else None


def settled_head(head: HeadFields) -> HeadFields:
    """What somebody typed as it can stand in a file. Raises Unwritable."""
    _check(head)
    return HeadFields(
        date=written.line(head.date),
        to=_words(head.to),
        subject=written.line(head.subject),
        preheader=written.line(head.preheader),
        intro=written.prose(head.intro),
        drop=_words(head.drop),
        keep=_words(head.keep),
    )


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for each in words if (word := written.line(each)))


def _check(value: object, name: str = "") -> None:
    """Raises Unwritable where a text among fields holds what no file may."""
    if isinstance(value, str):
        written.check(written.prose(value), name)
    elif isinstance(value, tuple):
        for each in value:
            _check(each, name)
    elif isinstance(value, ItemFields | HeadFields | DateFields | ResourceFields):
        for key in value.__slots__:
            _check(getattr(value, key), key)


def changed_item(page: Page, index: int, given: ItemFields) -> Change | None:
    """An item as a form has it now; None where nothing of it changed. Raises Unwritable."""
    shown, node = page.draft.items[index], page.items[index]
    if not shown.editable:
        raise Unwritable("This item holds something that the form cannot keep. Change it in the text view")
    new = settled_item(given)
    keys = _differing(settled_item(shown), new)
    if not keys:
        return None
    splices = Splices(page.script)
    if isinstance(node, Keyed):
        _set_fields(splices, node, keys, shown, new)
    else:
        _fill(splices, page, index, new)
    return Change(
        splices.edits,
        _without(page.data, index, keys),
        lambda data: _without(data, index, keys),
        lambda draft: len(draft.items) > index and not _differing(draft.items[index], new),
    )


_KEYS = {"own_id": "id"}  # fields that are called otherwise in the file
_FIELDS = ("own_id", "title", "workstream", "update", "action", "contacts", "dates", "resource", "remind", "networks")


def _differing(old: ItemFields, new: ItemFields) -> list[str]:
    """The keys of the file whose fields are not the same."""
    return [_KEYS.get(name, name) for name in _FIELDS if getattr(old, name) != getattr(new, name)]


def _set_fields(splices: Splices, node: Keyed, keys: list[str], old: ItemFields, new: ItemFields) -> None:
    """Change those keys of an item."""
    values = item_values(new)
    changes: Changes = {}
    for key in keys:
        entry = node.entries.get(key)
        inner = entry.node if entry else None
        if isinstance(inner, Listing) and inner.items and values[key]:
            _revise(splices, inner, getattr(old, key), getattr(new, key))
        elif isinstance(inner, Keyed) and inner.entries and new.resource:
            _set_resource(splices, inner, new.resource)
        elif isinstance(inner, Keyed | Listing) and values[key]:
            splices.replace_empty(node, key, values[key] or "")
        else:
            changes[key] = values[key]
    splices.set_keys(node, changes, ITEM_ORDER)


def item_values(item: ItemFields) -> Changes:
    """What is written for each field; None for nothing."""
    dates = Stacked(datelines.value_of(date) for date in item.dates)
    resource = {key: words for key in RESOURCE if (words := getattr(item.resource, key, ""))}
    values: Changes = {
        "id": item.own_id,
        "title": item.title,
        "workstream": item.workstream,
        "update": Prose(item.update),
        "action": Prose(item.action),
        "contacts": item.contacts,
        "dates": dates,
        "resource": resource,
        "remind": item.remind,
        "networks": item.networks,
    }
    return {key: value if value or key in _NEEDED else None for key, value in values.items()}


def _revise(splices: Splices, listing: Listing, old: tuple[object, ...], new: tuple[object, ...]) -> None:
    """Make a list of words or dates say something else."""

    def value(entry: object) -> Value:
        return datelines.value_of(entry) if isinstance(entry, DateFields) else str(entry)

    def amend(node: Node, entry: object) -> None:
        if isinstance(node, Keyed) and isinstance(entry, DateFields):
            _set_date(splices, node, entry)
        elif isinstance(node, Leaf):
            splices.rewrite_entry(node, value(entry), listing.column)

    splices.revise(listing, old, new, value, amend)


def _set_date(splices: Splices, node: Keyed, date: DateFields) -> None:
    keys = datelines.to_keys(date)
    old = {key: written.line(entry.node.value) for key, entry in node.entries.items() if isinstance(entry.node, Leaf)}
    changes: Changes = {key: keys.get(key) for key in {**old, **keys} if old.get(key) != keys.get(key)}
    splices.set_keys(node, changes, datelines.KEYS)


def _set_resource(splices: Splices, node: Keyed, resource: ResourceFields) -> None:
    changes: Changes = {}
    for key in RESOURCE:
        entry = node.entries.get(key)
        old = written.line(entry.node.value) if entry and isinstance(entry.node, Leaf) else ""
        if (new := getattr(resource, key)) != old:
            changes[key] = new or None
    splices.set_keys(node, changes, RESOURCE)


def _fill(splices: Splices, page: Page, index: int, new: ItemFields) -> None:
    """Write an item where a dash stands alone."""
    items = page.at("items")
    if isinstance(items, Listing) and not items.flow:
        splices.fill(items, index, _written_item(new))
    else:
        raise Unwritable("This item is empty, in brackets. Write it in the text view")


def _written_item(item: ItemFields) -> dict[str, Value]:
    """What is written of a new item; one of which nothing is known has an empty title."""
    return {key: value for key, value in item_values(item).items() if value} or {"title": ""}


def added_item(page: Page, given: ItemFields) -> Change:
    """An item more, after all others. Raises Unwritable."""
    new = settled_item(given)
    splices, value = Splices(page.script), _written_item(new)
    items = page.at("items")
    if page.root is None:
        raise Unwritable("The file cannot be read as it stands. Mend it in the text view")
    if isinstance(items, Listing) and items.items:
        splices.put_in(items, len(items.items), [value], apart=_are_apart(page, items))
    elif "items" in page.root.entries:
        splices.replace_empty(page.root, "items", Stacked([value]))
    else:
        splices.set_keys(page.root, {"items": Stacked([value])}, HEAD_ORDER)
    before = len(page.items)
    return Change(
        splices.edits,
        (_beside_items(page.data), _items(page.data)),
        lambda data: (_beside_items(data), _items(data)[:-1]),
        lambda draft: len(draft.items) == before + 1 and not _differing(draft.items[-1], new),
    )


def _are_apart(page: Page, items: Listing) -> bool:
    """Whether an empty line stands between items; where there is one item, it will."""
    if len(items.items) == 1:
        return True
    start, end = items.items[-2].end, items.items[-1].start
    return not all(words.strip() for words in page.script.text[start:end].splitlines()[1:])


def removed_item(page: Page, index: int) -> Change:
    """An item less. Comments above it stay."""
    items = _listing(page)
    splices = Splices(page.script)
    splices.remove_item(items, index)
    rest = _items(page.data)
    return Change(
        splices.edits,
        (_beside_items(page.data), rest[:index] + rest[index + 1 :]),
        lambda data: (_beside_items(data), _items(data)),
        lambda draft: draft.readable,
    )


def moved_item(page: Page, index: int, by: int) -> Change | None:
    """An item before its neighbour or after it; None where it has none there."""
    items = _listing(page)
    other = index + by
    if not 0 <= other < len(items.items):
        return None
    first, last = sorted((index, other))
    splices = Splices(page.script)
    splices.exchange(items, first, last)
    moved = _items(page.data)
    moved[first], moved[last] = moved[last], moved[first]
    return Change(
        splices.edits,
        (_beside_items(page.data), moved),
        lambda data: (_beside_items(data), _items(data)),
        lambda draft: draft.readable,
    )


def _listing(page: Page) -> Listing:
    items = page.at("items")
    if not isinstance(items, Listing):
        raise Unwritable("The items are no list. Mend them in the text view")
    return items


def changed_head(page: Page, given: HeadFields) -> Change | None:
    """The head as a form has it now; None where nothing of it changed. Raises Unwritable."""
    if page.root is None or page.draft.head is None:
        raise Unwritable("The beginning of the file holds something that the form cannot keep. Use the text view")
    old, new = settled_head(page.draft.head), settled_head(given)
    if old == new:
        return None
    splices = Splices(page.script)
    values: Changes = {
        "date": new.date,
        "to": new.to or None,
        "subject": new.subject or None,
        "preheader": new.preheader or None,
        "intro": Prose(new.intro) if new.intro else None,
    }
    keys = [key for key in values if getattr(old, key) != getattr(new, key)]
    _set_words(splices, page.root, {key: values[key] for key in keys}, HEAD_ORDER, _lists(old))
    if (old.drop, old.keep) != (new.drop, new.keep):
        _set_reminders(splices, page, old, new)
    touched = [*keys, "reminders"]
    return Change(
        splices.edits,
        _beside(page.data, touched),
        lambda data: _beside(data, touched),
        lambda draft: draft.head == new,
    )


def _lists(head: HeadFields) -> dict[str, tuple[str, ...]]:
    return {"to": head.to, "drop": head.drop, "keep": head.keep}


def _set_words(
    splices: Splices, node: Keyed, changes: Changes, order: tuple[str, ...], old: Mapping[str, tuple[str, ...]]
) -> None:
    """Change keys, of which some have lists of words."""
    rest: Changes = {}
    for key, value in changes.items():
        entry = node.entries.get(key)
        if entry and isinstance(entry.node, Listing) and isinstance(value, tuple):
            if entry.node.items:
                _revise(splices, entry.node, old[key], value)
            else:
                splices.replace_empty(node, key, value)
        else:
            rest[key] = value
    splices.set_keys(node, rest, order)


def _set_reminders(splices: Splices, page: Page, old: HeadFields, new: HeadFields) -> None:
    lists: Changes = {"drop": new.drop or None, "keep": new.keep or None}
    changes = {key: value for key, value in lists.items() if _lists(old)[key] != _lists(new)[key]}
    root, node = page.root, page.at("reminders")
    if root is None:
        return
    if not isinstance(node, Keyed):
        wanted = {key: value for key, value in lists.items() if value is not None}
        splices.set_keys(root, {"reminders": wanted}, HEAD_ORDER)
    elif not node.entries:
        splices.replace_empty(root, "reminders", {k: v for k, v in lists.items() if v})
    elif {key for key in node.entries if changes.get(key, ()) is not None} | {k for k, v in changes.items() if v}:
        _set_words(splices, node, changes, _REMINDERS_ORDER, _lists(old))
    else:
        splices.set_keys(root, {"reminders": None}, HEAD_ORDER)


def with_orders(head: HeadFields, item_id: str, *, keep: bool = False, drop: bool = False) -> HeadFields:
    """The head with an earlier item on one of the lists of `reminders`, or on none."""
    kept = tuple(each for each in head.keep if each != item_id)
    dropped = tuple(each for each in head.drop if each != item_id)
    if keep and item_id in head.keep:
        kept = head.keep
    elif keep:
        kept = (*kept, item_id)
    if drop and item_id in head.drop:
        dropped = head.drop
    elif drop:
        dropped = (*dropped, item_id)
    return replace(head, keep=kept, drop=dropped)


def _beside(data: Data, keys: list[str]) -> Data:
    """What a file says beside some keys; of `reminders` also what is neither drop nor keep."""
    rest = {key: value for key, value in data.items() if key not in keys}
    reminders = data.get("reminders")
    if isinstance(reminders, dict):
        rest["reminders "] = {key: value for key, value in reminders.items() if key not in _REMINDERS_ORDER}
    return {key: value for key, value in rest.items() if value != {}}


def _items(data: Data) -> list[object]:
    items = data.get("items")
    return list(items) if isinstance(items, list) else []


def _beside_items(data: Data) -> Data:
    return {key: value for key, value in data.items() if key != "items"}


def _without(data: Data, index: int, keys: list[str]) -> tuple[Data, list[object]]:
    """What a file says beside some keys of an item."""
    items = _items(data)
    if index < len(items):
        item = items[index]
        items[index] = {key: value for key, value in item.items() if key not in keys} if isinstance(item, dict) else {}
    return _beside_items(data), items
