"""The page for leads, done word for word on a terminal: every answer is as the page shows it."""

from __future__ import annotations

import getpass
import re
import shlex
from pathlib import Path

import openpyxl

from tests.cli.conftest import SAMPLE, copy_of_sample
from tests.cli.terminal import on_a_terminal

PAGE = (SAMPLE / "docs" / "leads.md").read_text(encoding="utf-8")
NETWORK = "early-years: {name: Early Years Network, leads: [lead@example.org]}\n"
TIMES = re.compile(r"[0-9]{1,2} \w+ [0-9]{4}( [0-9]{2}:[0-9]{2})?|[0-9]{4}-[0-9]{2}-[0-9]{2}")


def spreadsheet_of_the_page() -> list[list[str]]:
    """The rows of the page's table, its head first."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def save(rows: list[list[str]], path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "members"
    for row in rows:
        sheet.append([cell or None for cell in row])
    book.save(path)


def commands_of_the_page() -> list[tuple[str, list[str]]]:
    """Each command in the order of the page, and the lines that it shows as its answer."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def as_shown(answer: list[str]) -> re.Pattern[str]:
    """What an answer is to look like: a line of “…” stands for any lines, and times and the user are anybody's."""
    lines = (TIMES.sub("TIME", line).replace("by ada", "by USER") for line in answer)
    return re.compile("".join(r"(?:.*\n)*?" if line == "…" else f"{re.escape(line)}\n" for line in lines))


def without_times(shown: str) -> str:
    told = TIMES.sub("TIME", shown).replace(f"by {getpass.getuser()}", "by USER").replace("[y/N]: ", "[y/N]: y\n")
    return re.sub("\x1b\\[[0-9;]*m", "", told).strip("\n") + "\n"


def test_every_command_of_the_page_for_leads_answers_as_the_page_says(tmp_path):
    workspace = copy_of_sample(tmp_path / "workspace")
    networks = workspace / "recipients" / "networks.yaml"
    networks.write_text(networks.read_text() + NETWORK)
    rows = spreadsheet_of_the_page()
    save(rows, workspace / "members.xlsx")
    commands = commands_of_the_page()

    for command, answer in commands:
        if "--apply" in command:
            mended = [[cell.replace("example.ogr", "example.org") for cell in row] for row in rows]
            save(mended, workspace / "members.xlsx")
        _, shown = on_a_terminal(workspace, *shlex.split(command)[1:], typed="y\n")

        assert as_shown(answer).fullmatch(without_times(shown)), f"$ {command}\n{shown}\nis not\n" + "\n".join(answer)
    assert len(commands) == 11
