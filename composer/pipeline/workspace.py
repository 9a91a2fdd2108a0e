"""How a workspace begins, and each week's issue in it."""

from __future__ import annotations

import datetime
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from composer import packaged
from composer.compose import compose
from composer.files import name_where_nothing_is, sync_folder, write_whole
from composer.load import load_programme
from composer.model import Edition, Issue
from composer.pipeline.edition import UnreadableError, Workspace
from composer.problems import Problem, UsageError, in_order
from composer.text import Place

_FILES = ("newsletter.yaml",)
_FOLDERS = ("issues", "recipients", "images")
_IGNORED = "# Machine state and people's addresses stay out of git.\nvar/\nout/\nrecipients/*.csv\nrecipients/.*\n"
_WEEK = datetime.timedelta(weeks=1)


def init(folder: Path) -> list[Path]:
    """A starter workspace in `folder`: the sample programme. Never touches a file that is there.

    Raises:
        UsageError: something it would write is there already.
    """
    sample = packaged.SAMPLE
    wanted = [sample / name for name in _FILES]
    wanted += sorted(path for name in _FOLDERS for path in (sample / name).iterdir() if path.is_file())
    targets = {path: folder / path.relative_to(sample) for path in wanted}
    extra = {folder / ".gitignore": _IGNORED, folder / "templates" / "README.md": _about_templates()}
    taken = next((target for target in (*targets.values(), *extra) if target.exists()), None)
    if taken:
        raise UsageError(f"{taken} is there already; a new workspace needs a folder without one")
    try:
        for source, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        for target, words in extra.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, words.encode())
    except OSError as error:
        raise UsageError(f"cannot write {error.filename or folder}: {error.strerror}") from error
    return [*targets.values(), *extra]


def _about_templates() -> str:
    """What there is to know about templates, and where ours are to begin from."""
    told = (packaged.TEMPLATES / "README.md").read_text(encoding="utf-8")
    return f"{told}\nThe templates that come with Composer are in {packaged.TEMPLATES} on this machine.\n"


@dataclass(frozen=True, slots=True)
class Begun:
    """A new issue's file, what will carry over into it, and what could not be read for that."""

    file: Path
    edition: Edition
    problems: tuple[Problem, ...]


class AlreadyBegun(UsageError):
    """Somebody else began the issue at the same moment; theirs stands as they left it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"issues/{number}.yaml is begun already, by somebody else just now; go on with that one")
        self.number = number


def new_issue(workspace: Workspace, now: datetime.datetime) -> Begun:
    """Next week's issue file: the next number, a week later (the first: on `now`), carry-overs told in comments.

    Raises:
        UsageError: the newest issue is still empty.
        AlreadyBegun: somebody else began it meanwhile.
        UnreadableError: the newest issue, which the next follows, cannot be read.
    """
    programme, problems = load_programme(workspace.root)
    if programme is None:
        raise UnreadableError(list(in_order(problems)))
    reads, names = workspace.shelf.read()
    if reads and not reads[-1].sound:
        raise UnreadableError(list(in_order(reads[-1].problems)))
    if reads and reads[-1].issue and not reads[-1].issue.items:
        raise UsageError(f"{reads[-1].file} has no items yet; write that one first")
    issues = [read.issue for read in reads if read.issue]
    today = now.astimezone(ZoneInfo(programme.settings.timezone)).date()
    edition = compose(_next(issues, today), issues, programme)
    problems += [*names, *(problem for read in reads if not read.sound for problem in read.problems)]
    folder = workspace.root / "issues"
    folder.mkdir(exist_ok=True)
    file = folder / f"{edition.issue.number}.yaml"
    _write_first(file, edition)
    return Begun(file, edition, tuple(in_order(problems)))


def _write_first(file: Path, edition: Edition) -> None:
    """Write the issue's file unless there is one, whoever wrote it and however lately. Raises AlreadyBegun."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    write_whole(beside, "\n".join(_starter(edition)).encode() + b"\n", lasting=False)
    try:
        name_where_nothing_is(beside, file)
    except FileExistsError as there:
        raise AlreadyBegun(edition.issue.number) from there
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(file.parent)


def _next(issues: list[Issue], today: datetime.date) -> Issue:
    if not issues:
        return Issue(1, today, Place("issues/1.yaml", 1, 1))
    last = issues[-1]
    number = last.number + 1
    return Issue(number, last.date + _WEEK, Place(f"issues/{number}.yaml", 1, 1))


def _starter(edition: Edition) -> Iterator[str]:
    number = edition.issue.number
    yield f"number: {number}"
    yield f"date: {edition.issue.date}"
    yield "items:"
    yield from _example(edition.issue.date + 4 * _WEEK)
    yield from _told("Reminders that carry over", [f"{r.item.id}: {r.title} ({r.reason})" for r in edition.reminders])
    yield from _told("Tools that are listed", [f"{tool.id}: {tool.title}" for tool in edition.tools])
    gone = [f"{out.item.id}: {out.item.title} ({out.reason})" for out in edition.left_out]
    yield from _told("Items of the last year that do not carry over", gone)


def _example(day: datetime.date) -> list[str]:
    """A sample item with a date, as a comment."""
    return f"""\
# Write each item like this one, with the # and the space after it taken away:
  # - title: AD Education Network – next meeting {day:%A} {day.day} {day:%B}
  #   update: |
  #     What there is to know, in Markdown.
  #   action: |
  #     What readers should do.
  #   dates:
  #     - {day} 10:30–15:30 | AD Education Network | Shaw House, Newbury
#
# To leave a reminder out from this week on, or to bring one back for this week only:
# reminders: {{drop: [some-id], keep: [other-id]}}""".splitlines()


def _told(heading: str, lines: list[str]) -> Iterator[str]:
    yield "#"
    yield f"# {heading}:" if lines else f"# {heading}: none."
    yield from (f"#   {line}" for line in lines)
