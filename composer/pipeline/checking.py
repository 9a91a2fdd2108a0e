"""An addressed issue judged as it goes out: rendered, and everything that is wrong with it told.

Rule: rules run once for a command; whoever needs no letter asks `Addressed.problems` instead, which renders nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from composer.address import WhoLeft, concerned_by, nobody_left
from composer.collector import without_collector
from composer.model import Answer, Edition, Page, Programme, Rendered
from composer.pipeline.edition import (
    Addressed,
    UnreadableError,
    Workspace,
    address_every,
)
from composer.pipeline.share_left import shares_left
from composer.pipeline.shared_addresses import shared_addresses
from composer.problems import ComposerError, Problem, in_order

_NEARLY_CUT = 80_000  # bytes: a whole edition over this is judged as those see it who get it


def checked(
    addressed: Addressed,
    today: datetime.date | None = None,
    answers: Mapping[str, Answer] = MappingProxyType({}),
    *,
    to_send: bool = False,
) -> tuple[Problem, ...]:
    """Everything wrong with the issue and with its letters, in order.

    Args:
        addressed: the issue. What is rendered of it is kept there.
        today: the day it is sent, by the programme's clock, where it is about to be.
        answers: what became of following its links, where that was asked for.
        to_send: whether people are to get it, so that a copy without their lists will not do.
    """
    from composer.load import load_client_support

    with without_collector():
        made = _made(addressed)
        composed = addressed.composed
        concerned = concerned_by(composed.issue, composed.programme.networks)
        return addressed.judged(
            replace(
                addressed.subject,
                knows_people=to_send or _has_lists(composed.workspace.root),
                pages=made.pages,
                unmade=made.fault,
                support=load_client_support() if made.pages else None,
                today=today,
                answers=answers,
                left=shares_left(addressed.audience),
                shared=shared_addresses(composed.workspace.root, addressed.lists, concerned),
            )
        )


def _has_lists(root: Path) -> bool:
    """Whether any network's list is in this copy of the workspace: they need not be in git."""
    return any((root / "recipients").glob("*.csv"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What an issue was when it was judged. Of the same reading the same is found; it holds nobody's address."""

    edition: Edition
    programme: Programme
    images: Mapping[str, bytes] = field(repr=False)
    whole: Rendered = field(repr=False)
    people: int  # a hash of the lists

    @classmethod
    def of(cls, addressed: Addressed) -> Reading:
        """The reading that an addressed issue is of."""
        from composer.pipeline.letters import render_whole

        people = hash(tuple(addressed.lists.items()))
        programme = addressed.composed.programme
        return cls(addressed.edition, programme, addressed.images, render_whole(addressed), people)


@dataclass(frozen=True, slots=True)
class _Made:
    """The pages of an issue; or why there are none."""

    pages: tuple[Page, ...] = ()
    fault: str = ""


def _made(addressed: Addressed) -> _Made:
    try:
        return _Made(tuple(_pages(addressed)))
    except ComposerError as error:
        root = f"{addressed.composed.workspace.root}/"
        return _Made(fault=str(error).replace(root, ""))


def _pages(addressed: Addressed) -> Iterator[Page]:
    """The whole edition; where nobody sees all of it and it is large, what each group of people does."""
    from composer.pipeline.letters import render_issue, render_whole
    from composer.pipeline.variants import variant_words

    whole = _page(addressed, render_whole(addressed))
    if max(whole.html_bytes, whole.encoded) <= _NEARLY_CUT or _seen_whole(addressed):
        yield whole
        return
    for number, rendered in enumerate(render_issue(addressed)):
        yield _page(addressed, rendered, number, variant_words(addressed, number))


def _seen_whole(addressed: Addressed) -> bool:
    everything = {entry.key for entry in addressed.edition.entries}
    variants = addressed.audience.variants
    return not variants or any(everything <= keys for keys in variants)


def _page(addressed: Addressed, rendered: Rendered, variant: int = 0, readers: str = "") -> Page:
    from composer.pipeline.letters import sample_letter
    from composer.render.opened import opened

    letter = opened(sample_letter(addressed, variant, rendered, _ANY_TIME))
    return Page(
        html=letter.html,
        text=letter.text,
        encoded=letter.encoded,
        pictures=letter.pictures,
        template=_own_template(addressed),
        readers=readers,
    )


_ANY_TIME = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # stands in a header alone, which no rule reads


def _own_template(addressed: Addressed) -> str:
    """The workspace's own template of the page, or of a part of it; empty where there is none."""
    root = addressed.composed.workspace.root
    own = sorted(path.name for path in (root / "templates").glob("*.mjml.j2"))
    page = "edition.mjml.j2"
    return f"templates/{page if page in own else own[0]}" if own else ""


AskLinks = Callable[[Addressed], Mapping[str, Answer]]  # where the links of an issue lead


def check_all(
    workspace: Workspace, left: WhoLeft = nobody_left, ask: AskLinks = lambda _: MappingProxyType({})
) -> tuple[Problem, ...]:
    """The problems of every issue there is. Raises as `compose_issue` does."""
    problems: list[Problem] = []
    for addressed in address_every(workspace, left):
        if isinstance(addressed, UnreadableError):
            problems += addressed.problems
        else:
            problems += checked(addressed, answers=ask(addressed))
    return tuple(in_order(problems))
