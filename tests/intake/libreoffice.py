"""Spreadsheets as LibreOffice writes them: one is described here, and saved in each format that people keep."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

from tests.programs import program

FORMATS = ("csv", "tsv", "xlsx", "xls", "ods")
_FILTERS = {
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
    "tsv": "tsv:Text - txt - csv (StarCalc):9,34,76,1",
}

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
  xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.2"
  office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:boolean-style style:name="N99"><number:boolean/></number:boolean-style>
<number:date-style style:name="N84"><number:year number:style="long"/><number:text>-</number:text><number:month
  number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<style:style style:name="bool" style:family="table-cell" style:data-style-name="N99"/>
<style:style style:name="date" style:family="table-cell" style:data-style-name="N84"/>
</office:automatic-styles>
<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document>"""


Words = str | float | bool | date


def cell(words: Words, *, down: int = 1, across: int = 1) -> str:
    """A cell; `down` and `across` are how many it is merged over."""
    span = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"' if down * across > 1 else ""
    if isinstance(words, bool):
        value = f'table:style-name="bool" office:value-type="boolean" office:boolean-value="{str(words).lower()}"'
    elif isinstance(words, date):
        value = f'table:style-name="date" office:value-type="date" office:date-value="{words}"'
    elif isinstance(words, float):
        value = f'office:value-type="float" office:value="{words}"'
    else:
        value = 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(words).split("\n")) if words != "" else ""
    return f"<table:table-cell {value}{span}>{lines}</table:table-cell>" + COVERED * (across - 1)


COVERED = "<table:covered-table-cell/>"  # what stands where a merged cell reaches


def row(*cells: Words, hidden: bool = False) -> str:
    """A row; a cell may be one that `cell` made, or `COVERED`."""
    made = (it if isinstance(it, str) and it.startswith("<table:") else cell(it) for it in cells)
    visibility = ' table:visibility="collapse"' if hidden else ""
    return f"<table:table-row{visibility}>{''.join(made)}</table:table-row>"


def sheet(name: str, rows: Sequence[str]) -> str:
    """A sheet of a document."""
    return f'<table:table table:name="{escape(name)}">{"".join(rows)}</table:table>'


def saved(folder: Path, name: str, sheets: Sequence[str], formats: Sequence[str] = FORMATS) -> dict[str, Path]:
    """The document in each format, as `NAME.FORMAT` in a folder; what is there already is not made again."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:  # tests run side by side
        fcntl.flock(lock, fcntl.LOCK_EX)
        document = folder / f"{name}.fods"
        if not document.exists():
            document.write_text(_DOCUMENT.format("".join(sheets)), "utf-8")
        for kind in formats:
            if not (folder / f"{name}.{kind}").exists():
                _convert(document, kind)
    return {kind: folder / f"{name}.{kind}" for kind in formats}


def _convert(document: Path, kind: str) -> None:
    profile = f"-env:UserInstallation={(document.parent / 'profile').as_uri()}"
    command = [program("soffice"), profile, "--headless", "--convert-to", _FILTERS.get(kind, kind), document.name]
    environment = {**os.environ, "HOME": str(document.parent)}
    subprocess.run(command, cwd=document.parent, check=True, capture_output=True, timeout=120, env=environment)
