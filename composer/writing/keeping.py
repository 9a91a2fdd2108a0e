"""An issue's file: read, and written whole, under its lock, if it is still the one that somebody looked at."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from composer.files import write_whole
from composer.load.document import interpret
from composer.load.source import MAX_YAML_BYTES, decode, read_bytes
from composer.locks import Turns
from composer.problems import Problem, UsageError, in_order
from composer.writing.changing import Change
from composer.writing.fields import ChangedMeanwhile, Draft, Unwritable
from composer.writing.reading import Page
from composer.writing.script import Script, with_line_feeds

_NUMBER = range(1_000_000)  # as `load.issues` reads names


class IssueFile:
    """The file of one issue. Any number of processes may write in it, one at a time."""

    def __init__(self, root: Path, number: int) -> None:
        if number not in _NUMBER:
            raise UsageError(f"there is no issue {number}")
        self._number = number
        self.file = f"issues/{number}.yaml"
        self._path = root / "issues" / f"{number}.yaml"
        self._locks = root / "var" / "locks"

    def read(self) -> Page:
        """The file as it is.

        Raises:
            UsageError: there is none, it is no text, or it is a link, which may lead out of the workspace.
        """
        if self._path.is_symlink():
            raise UsageError(f"{self.file} is a link to another file, and is not opened. Put the file itself there")
        if not self._path.is_file():
            raise UsageError(f"there is no {self.file}")
        data = read_bytes(self._path, self.file, MAX_YAML_BYTES)
        if isinstance(data, Problem):
            raise UsageError(f"{self.file}: {data.words}")
        source, problems = decode(data, self.file)
        if source is None and problems[0].code == "file-binary":
            raise UsageError(f"{self.file}: {problems[0].words}")
        return Page(self._number, Script.of(data, self.file))

    def change(self, version: str, make: Callable[[Page], Change | None]) -> Draft:
        """Change the file as `make` says, which is asked under the lock; None: there is nothing to change.

        Raises:
            ChangedMeanwhile: the file is not the one with this version.
            Unwritable: what it would say is not what was meant.
            UsageError: there is no such file, or it cannot be written.
        """
        with self._turn():
            page = self._page_of(version)
            change = make(page)
            if change is None:
                return page.draft
            after = _changed(page, change)
            self._write(after.script.data)
            return after.draft

    def put(self, version: str, text: str) -> Draft:
        """Let the file hold this text, whatever it says. Raises as `change` does."""
        with self._turn():
            page = self._page_of(version)
            text = with_line_feeds(text)
            if text == page.draft.text and page.script.sound:
                return page.draft
            script = page.script.with_text(text)
            try:
                data = script.data
            except UnicodeEncodeError as error:
                raise Unwritable("The text holds half of a character, which no file can. Take it out") from error
            if len(data) > MAX_YAML_BYTES:
                raise Unwritable(f"The text is larger than {MAX_YAML_BYTES // 1_000_000} MB, and would not be read")
            self._write(data)
            return Page(self._number, Script.of(data, self.file)).draft

    def _page_of(self, version: str) -> Page:
        page = self.read()
        if page.script.version != version:
            raise ChangedMeanwhile(page.draft)
        return page

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._path.is_file():
            raise UsageError(f"there is no {self.file}")
        try:
            self._locks.mkdir(mode=0o700, parents=True, exist_ok=True)
            turns = Turns(self._locks / f"issue-{self._number}.lock")
        except OSError as error:
            raise UsageError(f"var/locks cannot be written, so nothing was saved: {error.strerror}") from error
        try:
            with turns:
                yield
        finally:
            turns.close()

    def _write(self, data: bytes) -> None:
        if self._path.is_symlink():
            raise UsageError(f"{self.file} is a link, and is not written through. Put the file itself there")
        try:
            mode = stat.S_IMODE(self._path.stat().st_mode)
            if not mode & stat.S_IWUSR:
                raise UsageError(f"{self.file} is write-protected, so nothing was saved")
            write_whole(self._path, data, mode=mode)
        except OSError as error:
            raise UsageError(f"{self.file} cannot be written, so nothing was saved: {error.strerror}") from error


def _changed(page: Page, change: Change) -> Page:
    """The file after a change, read as `load` reads it, and found to say what it should."""
    try:
        after = Page(page.number, Script.of(page.script.with_edits(change.edits).data, page.script.file))
    except ValueError as error:
        raise Unwritable(_NOT_AS_MEANT) from error
    if len(after.script.data) > MAX_YAML_BYTES:
        raise Unwritable(f"The file would be larger than {MAX_YAML_BYTES // 1_000_000} MB, and would not be read")
    if after.root is None or change.new(after.data) != change.old or not change.meant(after.draft):
        raise Unwritable(_NOT_AS_MEANT, _problems(after))
    return after


_NOT_AS_MEANT = (
    "Nothing was saved: written into the file as it stands, this would not read back as it was typed. "
    "Change it in the text view"
)


def _problems(page: Page) -> tuple[Problem, ...]:
    """What `load` says of a file."""
    source, problems = decode(page.script.data, page.script.file)
    return tuple(in_order([*problems, *(interpret("issue", source).problems if source else [])]))
