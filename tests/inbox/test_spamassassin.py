"""SpamAssassin's own rules over the real letters, as they arrive from a stranger's server."""

import datetime
import email
import email.policy
import email.utils
import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from composer.render import html_of, text_of
from tests.inbox.letters import REAL, letters
from tests.programs import program

MOST = 0.5
"""Points. SpamAssassin calls a letter spam from 5."""

FORBIDDEN = (
    *("BASE64_LENGTH_*", "DATE_IN_*", "EMPTY_MESSAGE", "FROM_STARTS_WITH_NUMS", "INVALID_*", "MISSING_*", "SUBJ_*"),
    *("HTML_EXTRA_CLOSE", "HTML_FONT_*", "HTML_IMAGE_*", "HTML_MIME_*", "HTML_OBFUSCATE_*", "HTML_SHORT_*"),
    *("HTML_TAG_BALANCE_*", "HTML_TITLE_SUBJ_DIFF*", "MIME_*", "MPART_ALT_DIFF*", "NORMAL_HTTP_TO_IP"),
    *("REPLYTO_WITHOUT_TO_CC", "UNPARSEABLE_RELAY"),
)
"""What a letter of ours must never earn, even where a point for its list headers makes up for it."""

Hits = Mapping[str, float]
Judge = Callable[..., list[Hits]]


@pytest.fixture
def judge(tmp_path) -> Judge:
    """The rules that each of some letters hits, with its points."""
    return lambda *letters: spamassassin([received(letter) for letter in letters], tmp_path)


def spamassassin(messages: Sequence[bytes], home: Path) -> list[Hits]:
    """One run over them all: most of its time goes into reading its rules. No network, nothing learned or kept."""
    settings = [
        "use_bayes 0",
        # Only a host that there is not is trusted, so that the server the letter comes from is a stranger's.
        "trusted_networks 10.255.255.254",
        # Nothing is called spam: in what is, the report would stand twice.
        "required_score 1000",
        "clear_report_template",
        "report rules hit: _TESTSSCORES(,)_",
    ]
    paths = [home / f"{count}.eml" for count, _ in enumerate(messages)]
    for path, message in zip(paths, messages, strict=True):
        path.write_bytes(message)
    ended = subprocess.run(
        [program("spamassassin"), "-L", "-t", "-x", *(f"--cf={line}" for line in settings), *map(str, paths)],
        capture_output=True,
        env=os.environ | {"HOME": str(home), "LC_ALL": "C.UTF-8"},
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert not ended.stderr, ended.stderr.decode()
    reports = re.findall("^rules hit: (.*)", ended.stdout.decode("utf-8", "replace"), re.MULTILINE)
    hits: list[Hits] = [
        {rule: float(points) for rule, points in re.findall("([A-Z0-9_]+)=(-?[0-9.]+)", told)} for told in reports
    ]
    assert len(hits) == len(messages)
    assert all("HTML_MESSAGE" in found for found in hits)  # which every letter with HTML in it hits
    return hits


def received(letter: bytes) -> bytes:
    """The letter with the line that the reader's server puts on top, just now."""
    now = email.utils.format_datetime(datetime.datetime.now(datetime.UTC))
    return (
        "Received: from relay.example.org (relay.example.org [10.0.0.7])\r\n"
        "\tby mx.example.net (Postfix) with ESMTPS id 4F2A1B3C5D\r\n"
        f"\tfor <reader@example.org>; {now}\r\n"
    ).encode() + letter


def points(hits: Hits) -> float:
    """The sum. What a reader's server adds for trusting the sender's is not the letter's."""
    return sum(points for rule, points in hits.items() if rule != "ALL_TRUSTED")


def forbidden(hits: Hits) -> set[str]:
    return {rule for rule in hits if any(fnmatchcase(rule, pattern) for pattern in FORBIDDEN)}


@pytest.mark.parametrize("number", REAL)
def test_spamassassin_finds_nothing_in_any_variant_of_a_real_update(number, judge):
    for count, found in enumerate(judge(*letters(number)), start=1):
        told = f"variant {count} of update {number}: {found}"
        assert not forbidden(found), told
        assert points(found) <= MOST, told
        assert "ALL_TRUSTED" not in found, told


def changed(letter: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The letter with one of its bodies changed."""
    parsed = email.message_from_bytes(letter, policy=email.policy.SMTP)
    body = parsed.get_body((part,))
    assert body is not None
    before = {"plain": text_of, "html": html_of}[part](letter)
    after = change(before)
    assert after != before
    body.set_content(after, subtype=part, cte="quoted-printable")
    return parsed.as_bytes()


def html_only(letter: bytes, html: str) -> bytes:
    """The letter without its text part."""
    parsed = email.message_from_bytes(letter, policy=email.policy.SMTP)
    parsed.clear_content()
    parsed.set_content(html, subtype="html", cte="quoted-printable")
    return parsed.as_bytes()


def header_changed(letter: bytes, pattern: bytes, replacement: bytes) -> bytes:
    after = re.sub(pattern, replacement, letter, count=1, flags=re.MULTILINE | re.DOTALL)
    assert after != letter
    return after


def white_on_white(html: str) -> str:
    hidden = '<div style="background-color:#ffffff"><span style="color:#ffffff">The news of this week</span></div>'
    return re.sub("(<body[^>]*>)", rf"\1{hidden}", html, count=1)


def a_date_of_yesterday() -> bytes:
    then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=20)
    return f"Date: {email.utils.format_datetime(then)}\r\n".encode()


IMAGE = '<img src="https://www.example.org/week.png" width="600" height="900" alt="">'

WORSE: dict[str, Callable[[bytes], bytes]] = {
    "MPART_ALT_DIFF*": lambda letter: changed(letter, "plain", lambda text: "Please look at the pictures.\n"),
    "HTML_FONT_LOW_CONTRAST": lambda letter: changed(letter, "html", white_on_white),
    "MIME_HTML_ONLY": lambda letter: html_only(letter, html_of(letter)),
    "HTML_MIME_NO_HTML_TAG": lambda letter: html_only(letter, "<p>The news of this week</p>"),
    "HTML_IMAGE_ONLY_*": lambda letter: changed(
        letter, "html", lambda html: '<html><body><a href="https://www.example.org/">' + IMAGE + "</a></body></html>"
    ),
    "HTML_TITLE_SUBJ_DIFF*": lambda letter: header_changed(letter, rb"^Subject: .*?\r\n(?! )", b"Subject: \r\n"),
    "SUBJ_ALL_CAPS": lambda letter: header_changed(
        letter, rb"^Subject: .*?\r\n(?! )", b"Subject: THE NEWS OF THE WHOLE WEEK\r\n"
    ),
    "DATE_IN_PAST_*": lambda letter: header_changed(letter, rb"^Date: .*?\r\n", a_date_of_yesterday()),
    "MISSING_DATE": lambda letter: header_changed(letter, rb"^Date: .*?\r\n", b""),
    "MISSING_MID": lambda letter: header_changed(letter, rb"^Message-ID: .*?\r\n(?! )", b""),
}


def test_a_letter_made_worse_is_caught_by_the_rule_for_it(judge):
    worse = [worsen(letters(335)[0]) for worsen in WORSE.values()]

    missed = {rule: found for rule, found in zip(WORSE, judge(*worse), strict=True) if not hit(rule, forbidden(found))}

    assert not missed


def hit(pattern: str, rules: set[str]) -> bool:
    return any(fnmatchcase(rule, pattern) for rule in rules)
