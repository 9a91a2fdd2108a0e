"""Workbooks part by part, for what no program would write."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

_TABLES = (
    '<?xml version="1.0" encoding="UTF-8"?>{}<office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{}'
    "</office:spreadsheet></office:body></office:document-content>"
)
_SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


def ods(path: Path, tables: str, doctype: str = "") -> Path:
    """A spreadsheet of OpenDocument's with such tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", _TABLES.format(doctype, tables))
    return path


def ods_row(*cells: str, repeated: int = 1) -> str:
    """A row of a table of OpenDocument's, of cells with words."""
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{made}</table:table-row>'


def ods_table(*rows: str, name: str = "S") -> str:
    """A table of OpenDocument's."""
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def xlsx(path: Path, rows: str | bytes, doctype: str = "") -> Path:
    """A workbook whose one sheet has such rows, in Excel's XML."""
    plain = path.with_suffix(".plain.xlsx")
    book = openpyxl.Workbook()
    book.save(plain)
    part = rows if isinstance(rows, bytes) else _SHEET.format(doctype, rows).encode()
    return with_part(plain, path, "xl/worksheets/sheet1.xml", part)


def with_part(source: Path, path: Path, name: str, content: bytes) -> Path:
    """A workbook like another but for one part."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return path


def xlsx_row(number: int, *cells: str) -> str:
    """A row of Excel's XML, of cells with words."""
    made = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{made}</row>'
