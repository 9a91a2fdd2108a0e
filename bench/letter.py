"""How long a letter takes: composing and rendering the sample issue 391, and one person's copy of it.

Run by `make bench`. Beside each figure stands a reference run in turn with it on the same machine: npm mjml
making HTML of the same MJML in a warm process of its own, and the standard library building and writing the
same message.
"""

from __future__ import annotations

import datetime
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import IO, cast

from mjml import mjml2html

from composer import packaged
from composer.model import Letterhead, Part, Rendered
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letterhead import letterhead_of
from composer.render import message_id, mjml_of, render, values_for
from composer.render.mjml import html_from
from tests.programs import node

SAMPLE = Path(__file__).parent.parent
NUMBER = 391
ROUNDS = 41
WARM = 10  # rounds that do not count: V8 compiles, caches fill
LETTERS = 200  # of which one round of splicing is the mean
BYTES = 60_000
NOW = datetime.datetime(2020, 2, 21, 9, 0, tzinfo=datetime.UTC)


def main() -> None:
    print(f"| what | median of {ROUNDS} | reference | ratio |")
    print("|---|---|---|---|")
    workspace = Workspace.open(SAMPLE)
    addressed = address_issue(workspace, NUMBER)
    settings = addressed.composed.programme.settings
    mjml = mjml_of(next(addressed.variants), settings, addressed.images, [packaged.TEMPLATES])
    # its own way to put styles on the elements, which is what premailer does for us
    inline = mjml.replace("<mj-style>", '<mj-style inline="inline">', 1)
    with npm_mjml(mjml) as plain, npm_mjml(inline) as styled:
        row("MJML to HTML", lambda: timed(lambda: mjml2html(mjml, fonts={})), plain, 1000, "ms")
        row("the same, checked, styles inlined", lambda: timed(lambda: html_from(mjml, "-")), styled, 1000, "ms")
        row("compose and render, the message whole", lambda: made(workspace), styled, 1000, "ms")
    rendered, letterhead = letter_of(BYTES)
    row(f"one person's letter of {BYTES // 1000} KB", lambda: spliced(rendered, letterhead), written, 1_000_000, "µs")


def row(what: str, ours: Callable[[], float], theirs: Callable[[], float], per_second: int, unit: str) -> None:
    """One line of the table, the two measured in turn."""
    pairs = [(ours(), theirs()) for _ in range(WARM + ROUNDS)][WARM:]
    mine, other = (statistics.median(times) * per_second for times in zip(*pairs, strict=True))
    print(f"| {what} | {mine:,.1f} {unit} | {other:,.1f} {unit} | {mine / other:.3f} |")


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def made(workspace: Workspace) -> float:
    """From the files of the workspace to the finished message of everybody's variant."""

    def work() -> None:
        addressed = address_issue(workspace, NUMBER)
        settings = addressed.composed.programme.settings
        render(next(iter(addressed.variants)), settings, addressed.images, [packaged.TEMPLATES])

    return timed(work)


@contextmanager
def npm_mjml(mjml: str) -> Iterator[Callable[[], float]]:
    """npm mjml at work on the MJML of the same edition."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "edition.mjml"
        source.write_text(mjml)
        command = [node(), str(Path(__file__).with_name("mjml.mjs")), str(source)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            asking, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)

            def once() -> float:
                asking.write("\n")
                asking.flush()
                return float(answers.readline()) / 1000

            yield once
            asking.close()


def letter_of(size: int) -> tuple[Rendered, Letterhead]:
    """The sample's letter, its page as long as it takes to be so many bytes together."""
    addressed = address_issue(Workspace.open(SAMPLE), NUMBER)
    settings = addressed.composed.programme.settings
    parts = render(next(iter(addressed.variants)), settings, {}, [packaged.TEMPLATES]).parts
    longest = max(range(len(parts)), key=lambda at: len(parts[at].fixed))
    others = sum(len(part.fixed) for part in parts) - len(parts[longest].fixed)
    fixed = (parts[longest].fixed * 2)[: size - others]
    return Rendered((*parts[:longest], Part(fixed), *parts[longest + 1 :])), letterhead_of(addressed.composed.programme)


def values(letterhead: Letterhead, count: int) -> dict[str, str]:
    key = f"{count:026d}"
    return values_for(
        address=f"reader{count}@example.org",
        name=f"Reader {count}",
        networks=["ad-education", "dcs"],
        key=key,
        letterhead=letterhead,
        unsubscribe_token=f"{key}.{'t' * 43}",
        web_token=f"{key}-391.{'t' * 43}",
        message_id=message_id("391-1", key, letterhead.sender),
        date=NOW,
    )


def spliced(rendered: Rendered, letterhead: Letterhead) -> float:
    """The mean of one letter, each with the values of somebody else; making those is not counted."""
    people = [values(letterhead, count) for count in range(LETTERS)]

    def work() -> None:
        for each in people:
            rendered.letter(each)

    return timed(work) / LETTERS


def written() -> float:
    """The same through the standard library: a message of as many bytes, built and written."""
    words = "A paragraph of an ordinary update, with a – and a ‘quote’ in it, and then some more.\r\n"

    def work() -> bytes:
        message = EmailMessage(policy=SMTP)
        message["From"] = "South East Improvement Update <updates@example.org>"
        message["To"] = "Reader <reader@example.org>"
        message["Subject"] = "Update no 391 – 21 February 2020"
        message.set_content(words * 100, cte="quoted-printable")
        message.add_alternative(words * 480, subtype="html", cte="quoted-printable")
        return message.as_bytes()

    return timed(work)


if __name__ == "__main__":
    main()
