"""From a number to an edition, the people it is for, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from composer.address import WhoLeft, address, concerned_by, nobody_left
from composer.collector import without_collector
from composer.compose import Past, compose, past_of
from composer.load import (
    IssueFileRead,
    IssueShelf,
    ListShelf,
    find_workspace,
    load_images,
    load_programme,
)
from composer.model import (
    Audience,
    Edition,
    Issue,
    Network,
    Programme,
    RecipientList,
    Rendered,
)
from composer.pipeline.gone import file_of, lists_gone
from composer.problems import ComposerError, Level, Problem, UsageError, in_order

if TYPE_CHECKING:
    from composer.check import Subject


class UnreadableError(ComposerError):
    """What was asked for cannot be shown at all; why is in its problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("the files cannot be read")
        self.problems = problems


@dataclass(slots=True)
class Workspace:
    """A workspace on disk. Kept open, it reads only what has changed since, and resolves people only when that does."""

    root: Path
    shelf: IssueShelf
    lists: ListShelf
    _resolved: _Resolved | None = None
    _past: Past | None = None

    @classmethod
    def open(cls, start: Path) -> Workspace:
        """The workspace that `start` is in.

        Raises:
            UsageError: it is in none.
        """
        root = find_workspace(start)
        return cls(root, IssueShelf(root), ListShelf(root))

    def audience(self, edition: Edition, networks: Mapping[str, Network], lists: RecipientLists) -> Audience:
        """The audience as the lists have it; nobody has left."""
        of = edition, networks, lists
        if self._resolved is None or self._resolved.of != of:
            self._resolved = _Resolved(of, address(edition, networks, lists))
        return self._resolved.audience

    def compose(self, issue: Issue, others: Iterable[Issue], programme: Programme) -> Edition:
        """The edition of `issue`; what comes before it is gone through again only when that has changed."""
        self._past = past_of(issue, others, programme, self._past)
        return compose(issue, others, programme, self._past)

    def forget_people(self) -> None:
        """Keep nobody in memory: the lists are read from the beginning the next time."""
        self.lists.forget()
        self._resolved = None


RecipientLists = Mapping[str, RecipientList]


@dataclass(frozen=True, slots=True)
class _Resolved:
    """An audience, and the edition, networks and lists that it is of."""

    of: tuple[Edition, Mapping[str, Network], RecipientLists]
    audience: Audience


@dataclass(frozen=True)
class Composed:
    """An issue loaded and composed: what every command about an issue begins with."""

    workspace: Workspace
    programme: Programme
    issues: Mapping[int, Issue]
    edition: Edition
    load_problems: tuple[Problem, ...]

    @property
    def issue(self) -> Issue:
        """The issue."""
        return self.edition.issue

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything wrong with it as far as it can be known without the lists."""
        from composer.check import check

        return list(in_order([*self.load_problems, *check(_subject_of(self))]))


def _subject_of(composed: Composed) -> Subject:
    # The rules, and what they look words up in, are imported where something is judged: most commands judge nothing.
    from composer.check import Subject
    from composer.load.vocabulary_files import load_vocabulary

    return Subject(composed.edition, composed.issues, composed.programme, vocabulary=load_vocabulary())


@dataclass(frozen=True, slots=True)
class _Files:
    """What a workspace's settings, networks, contacts and issues say."""

    workspace: Workspace
    programme: Programme
    reads: list[IssueFileRead]
    names: list[Problem]
    problems: list[Problem]


def _read(workspace: Workspace) -> _Files:
    programme, problems = load_programme(workspace.root)
    reads, names = workspace.shelf.read()
    if programme is None:
        raise UnreadableError(problems)
    return _Files(workspace, programme, reads, names, problems)


def compose_issue(workspace: Workspace, number: int | None) -> Composed:
    """The edition of an issue; without a number, of the newest.

    Raises:
        UsageError: there is no such issue.
        UnreadableError: it, or newsletter.yaml, cannot be read.
    """
    return _composed(_read(workspace), number)


def _composed(files: _Files, number: int | None) -> Composed:
    chosen = _chosen(files.reads, number, files.names)
    if chosen.issue is None:
        raise UnreadableError([*files.problems, *files.names, *chosen.problems])
    issues = {read.number: read.issue for read in files.reads if read.issue}
    edition = files.workspace.compose(chosen.issue, issues.values(), files.programme)
    problems = (*files.problems, *files.names, *chosen.problems, *_of_earlier(files.reads, edition))
    return Composed(files.workspace, files.programme, issues, edition, problems)


def _chosen(reads: list[IssueFileRead], number: int | None, names: list[Problem]) -> IssueFileRead:
    if not reads:
        raise UnreadableError(names) if names else UsageError("there is no issue yet. Begin one with: composer new")
    if number is None:
        return reads[-1]
    for read in reads:
        if read.number == number:
            return read
    raise UsageError(f"there is no issues/{number}.yaml; the newest issue is {reads[-1].number}")


def _of_earlier(reads: list[IssueFileRead], edition: Edition) -> Iterator[Problem]:
    """Problems of earlier issues: of items that carry into this edition, and of files that cannot be relied on.

    An item that could not be read at all counts as carried: whether it would have been, nobody can tell.
    """
    number = edition.issue.number
    here = {item.id for item in edition.items} | {tool.id for tool in edition.tools}
    here |= {date.item.id for date in edition.dates}
    for read in reads:
        if read.number >= number:
            continue
        known: set[str] = set()
        if read.issue:
            known.update(item.id for item in read.issue.items)
            known.update(tool.id for tool in read.issue.tools)
        for problem in read.problems:
            of_the_whole = problem.item is None and problem.level is Level.ERROR  # like whom its items are for
            if not read.sound or of_the_whole or problem.item in here or (problem.item and problem.item not in known):
                yield problem


@dataclass(frozen=True)
class Addressed:
    """A composed issue with the people it is for, and everything that is wrong with it."""

    composed: Composed
    audience: Audience
    images: Mapping[str, bytes] = field(repr=False)
    read_problems: tuple[Problem, ...]
    """What reading its files told, before any rule."""
    lists: RecipientLists = field(repr=False)
    rendered: dict[frozenset[str], Rendered] = field(default_factory=dict, repr=False, compare=False)
    """What `letters` has rendered already, by the entries shown."""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong with it as far as it can be known without rendering it."""
        return self.judged(self.subject)

    @property
    def subject(self) -> Subject:
        """What rules look at, without what takes time to have, such as its letters."""
        return replace(_subject_of(self.composed), audience=self.audience)

    def judged(self, subject: Subject) -> tuple[Problem, ...]:
        """What reading the files told and what the rules find, in order."""
        from composer.check import check

        return tuple(in_order([*self.read_problems, *check(subject)]))

    def before_suppression(self) -> Addressed:
        """The same, of the same files as they were read, as if nobody had left."""
        networks = self.composed.programme.networks
        return replace(self, audience=self.composed.workspace.audience(self.edition, networks, self.lists))

    @property
    def edition(self) -> Edition:
        """The whole edition."""
        return self.composed.edition

    @property
    def variants(self) -> Iterator[Edition]:
        """The edition of each variant; when nobody is addressed, the whole of it."""
        if not self.audience.variants:
            yield self.edition
        for keys in self.audience.variants:
            yield self.edition.showing(keys)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The networks' lists, and what is wrong with them."""

    lists: RecipientLists
    problems: list[Problem]


def address_issue(workspace: Workspace, number: int | None, left: WhoLeft = nobody_left) -> Addressed:
    """The edition with its audience and pictures, checked. Raises as `compose_issue` does."""
    composed = compose_issue(workspace, number)
    return _addressed(composed, _Lists(*workspace.lists.read(composed.programme.networks)), left)


def _addressed(composed: Composed, lists: _Lists, left: WhoLeft = nobody_left) -> Addressed:
    programme = composed.programme
    of = composed.edition, programme.networks, lists.lists
    with without_collector():
        audience = composed.workspace.audience(*of) if left is nobody_left else address(*of, left)
    images, image_problems = load_images(composed.workspace.root, composed.edition, programme.settings)
    concerned = concerned_by(composed.issue, programme.networks)
    others = {file_of(name) for name in programme.networks if name not in concerned}
    problems = (
        *composed.load_problems,
        *(problem for problem in lists.problems if problem.place.file not in others),
        *lists_gone(composed.workspace.root, concerned),
        *image_problems,
    )
    return Addressed(composed, audience, images, problems, lists.lists)


def address_every(workspace: Workspace, left: WhoLeft = nobody_left) -> Iterator[Addressed | UnreadableError]:
    """Each issue there is as `address_issue` gives it, or why it cannot be read; the lists are read once.

    Raises:
        UsageError: there is no issue.
        UnreadableError: newsletter.yaml, or every issue, cannot be read.
    """
    files = _read(workspace)
    if not files.reads:
        _chosen(files.reads, None, files.names)
    lists = _Lists(*workspace.lists.read(files.programme.networks))
    for read in files.reads:
        try:
            yield _addressed(_composed(files, read.number), lists, left)
        except UnreadableError as error:
            yield error
