"""The browser that `composer preview` opens, and what others on the machine see of it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.cli.conftest import ENVIRONMENT
from tests.inbox.chromium import chromium


@dataclass(frozen=True)
class Opened:
    """A `composer preview` in a terminal: what it printed, and what it started the browser with."""

    process: subprocess.Popen[bytes]
    printed: str
    argument: str

    @property
    def file(self) -> Path:
        return Path(unquote(urlsplit(self.argument).path))


@pytest.fixture
def opened(workspace: Path, tmp_path: Path) -> Iterator[Opened]:
    browser, told = tmp_path / "browser", tmp_path / "told"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$*" > "{told}.part"\nmv "{told}.part" "{told}"\n', encoding="utf-8")
    browser.chmod(0o700)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "composer", "preview"],
        cwd=workspace,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**ENVIRONMENT, "DISPLAY": ":0", "BROWSER": f"{browser} %s"},
    )
    try:
        printed = os.read(ours, 1000).decode()
        until = time.monotonic() + 20
        while not told.exists():
            assert time.monotonic() < until, "no browser was started"
            time.sleep(0.02)
        yield Opened(process, printed, told.read_text(encoding="utf-8"))
    finally:
        process.terminate()
        process.wait(20)
        os.close(ours)
        os.close(theirs)


def test_the_secret_address_is_printed_and_in_no_list_of_processes(opened, workspace):
    [token] = re.findall(r"\?token=([\w-]{22})", opened.printed)

    assert opened.argument.startswith("file:///")
    assert token not in opened.argument
    assert token in opened.file.read_text(encoding="utf-8")
    assert [path.stat().st_mode & 0o777 for path in (opened.file, opened.file.parent)] == [0o600, 0o700]
    assert opened.file.is_relative_to(workspace / "var")


def test_the_file_leads_a_browser_in_and_goes_when_the_server_does(opened):
    with chromium() as browser:
        page = browser.new_page()
        page.goto(opened.argument)
        page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:\d+/[\w-]{12}/391/$"))
        assert "391" in page.title()

    opened.process.terminate()

    assert opened.process.wait(20) == 0
    assert not opened.file.parent.exists()
