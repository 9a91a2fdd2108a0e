"""What a template may use up while it is filled in: characters made and rounds gone, counted together.

Rule: whatever makes much of little is counted before it is made, so that a template of one line neither hangs
nor fills the memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context

MOST = 2_000_000  # some twenty pages of the size Gmail cuts off at
WIDEST = 1_000  # characters that something is filled up to, or as many pieces it is cut into

_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def counting() -> Iterator[None]:
    """Within this, no more than `MOST` is spent."""
    token = _left.set([MOST])
    try:
        yield
    finally:
        _left.reset(token)


def spend(amount: int) -> None:
    """Count so many characters or rounds.

    Raises:
        SecurityError: these are too many.
    """
    left = _left.get()
    if left is None:  # outside `counting`, where nothing of a template runs
        return
    left[0] -= amount
    if left[0] < 0:
        raise SecurityError(f"it makes more than {MOST:,} characters or goes round as often. Make less of them")


def count_in(template: nodes.Template) -> nodes.Template:
    """A template changed to count its words where it or a macro is used, the rounds of its loops, and what ~ joins."""
    for body in [template.body, *(macro.body for macro in template.find_all(nodes.Macro))]:
        body.insert(0, nodes.Output([_filtered(nodes.Const(_words_in(body)), "spent")]))
    for loop in template.find_all(nodes.For):
        loop.iter = _filtered(loop.iter, "rounds", nodes.Const(1 + _words_in(loop.body)))
    for joined in template.find_all(nodes.Concat):
        joined.nodes = [_filtered(part, "counted") for part in joined.nodes]
    return template


def _filtered(value: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, list(arguments), [], None, None)


def _words_in(body: Iterable[nodes.Node]) -> int:
    """How many characters stand in a piece of a template as they are."""
    return sum(len(data.data) for node in body for data in node.find_all(nodes.TemplateData))


@pass_context
def _spent(_context: Context, amount: int) -> str:
    """Nothing to print, once it is counted."""
    spend(amount)
    return ""


@pass_context
def _rounds(_context: Context, items: Iterable[object], each: int) -> Iterator[object]:
    """The items of a loop, each round of it counted as what it prints in any case."""
    for item in items:
        spend(each)
        yield item


@pass_context
def _counted(_context: Context, part: object) -> object:
    spend(len(str(part)))
    return part


def check_operator(operator: str, left: object, right: object) -> None:
    """Count what an operator is about to make, of words, lists or numbers."""
    if operator == "%" and isinstance(left, str):
        _check_widths(_PERCENT.findall(left))
    elif operator == "+" and isinstance(left, Sized) and isinstance(right, Sized):
        spend(len(left) + len(right))
    elif operator == "*":
        for much, times in ((left, right), (right, left)):
            if isinstance(much, Sized) and isinstance(times, int):
                spend(len(much) * max(times, 0))
    if isinstance(left, int) and isinstance(right, int):
        spend(left.bit_length() * max(right, 0) if operator == "**" else left.bit_length() + right.bit_length())


def check_method(method: Callable[..., object], arguments: Sequence[Any]) -> None:
    """Count what a method of words is about to make."""
    words, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
    if not isinstance(words, str):
        return
    if name in ("center", "ljust", "rjust", "zfill", "expandtabs"):
        _check_widths(arguments[:1])
    elif name == "replace":
        _check_replaced(words, *map(str, arguments[:2]))
    elif name == "join" and arguments and isinstance(arguments[0], Sized):
        spend(len(words) * len(arguments[0]))


def check_format(pattern: str) -> None:
    """Refuse a pattern for `format` that fills up to much, or to a width that stands elsewhere."""
    for how, end in _FIELD.findall(pattern):
        _check_widths(["*"] if end == "{" else re.findall("[0-9]++", how))


# The width and the precision of % and of a field in braces; * takes it from elsewhere.
_PERCENT = re.compile(r"%(?:\([^)]*\))?[-#0 +]*+(?:\d*+\.)?(\*|\d++)")
_FIELD = re.compile(r"\{[^{}:]*+:([^{}]*+)([{}])")


def _check_widths(widths: Iterable[object]) -> None:
    """Refuse a width above `WIDEST`, a number or digits."""
    for width in widths:
        if width == "*" or (isinstance(width, str) and len(width) > 9) or int(str(width)) > WIDEST:
            raise SecurityError(f"a width is over {WIDEST:,}, or does not stand where it is used. Write a smaller one")


def _check_replaced(words: str, old: str = "", new: str = "") -> None:
    spend(words.count(old) * len(new))


def _narrow(name: str, first: int) -> Callable[..., Any]:
    """A filter of Jinja's whose numbers, its arguments from the `first` on, are not too large."""
    filter_ = FILTERS[name]

    @wraps(filter_)
    def narrow(*arguments: Any, **named: Any) -> Any:
        _check_widths(each for each in (*arguments[first:], *named.values()) if type(each) is int)
        return filter_(*arguments, **named)

    return narrow


@wraps(FILTERS["join"])
def _join(context: object, items: Iterable[object], between: str = "", **named: Any) -> Any:
    words = list(items)
    spend(len(words) * len(str(between)))
    return FILTERS["join"](context, words, between, **named)


@wraps(FILTERS["replace"])
def _replace(context: object, words: str, old: str, new: str, *count: Any, **named: Any) -> Any:
    _check_replaced(str(words), str(old), str(new))
    return FILTERS["replace"](context, words, old, new, *count, **named)


@wraps(FILTERS["format"])
def _format(pattern: str, *arguments: Any, **named: Any) -> Any:
    _check_widths(_PERCENT.findall(str(pattern)))
    return FILTERS["format"](pattern, *arguments, **named)


FILTERS_WITHIN_BOUNDS: Mapping[str, Callable[..., Any]] = {
    "spent": _spent,
    "rounds": _rounds,
    "counted": _counted,
    "join": _join,
    "replace": _replace,
    "format": _format,
    **{name: _narrow(name, first) for name, first in {"center": 1, "indent": 1, "batch": 1, "round": 1}.items()},
    **{name: _narrow(name, first) for name, first in {"slice": 2, "tojson": 2}.items()},
}
