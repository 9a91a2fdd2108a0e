"""`make screenshots`: the real updates as pictures to look at, in out/screenshots/.

Rule: a long page is cut into pieces that can be looked at one by one; each run replaces the pieces of what it shows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from composer.problems import ComposerError
from composer.render import html_of
from tests.inbox.chromium import Scheme, chromium, shown, with_pictures
from tests.inbox.letters import REAL, letters
from tests.inbox.outlook import as_word
from tests.programs import MissingTool

PIECE = 2000  # pixels: higher pictures are shown too small to read

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "out" / "screenshots"


@dataclass(frozen=True, slots=True)
class View:
    """How a letter is looked at."""

    width: int
    scheme: Scheme = "light"
    html: Callable[[bytes], str] = with_pictures


def _in_word(letter: bytes) -> str:
    return as_word(with_pictures(letter))


VIEWS: Mapping[str, View] = {
    **{f"{width}-{scheme}": View(width, scheme) for width in (320, 600, 1280) for scheme in ("light", "dark")},
    # no browser knows cid: addresses
    "600-light-no-images": View(600, html=html_of),
    "600-outlook": View(600, html=_in_word),
}


def main() -> None:
    """Write the pictures asked for, all by default, and print their names."""
    asked = _arguments()
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        _show(asked)
    except (ComposerError, MissingTool) as error:
        sys.exit(str(error))


def _show(asked: argparse.Namespace) -> None:
    with chromium() as browser:
        for number in asked.numbers:
            letter = letters(number)[asked.variant - 1]
            for name in asked.only:
                for path in _pictures(browser, letter, VIEWS[name], f"{number}-{name}"):
                    print(path.relative_to(ROOT))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make screenshots ARGS=...", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=REAL, metavar="NUMBER", help="issues; default: all")
    parser.add_argument("--only", nargs="+", choices=VIEWS, default=list(VIEWS), help="views; default: all")
    parser.add_argument("--variant", type=int, default=1, help="which variant; default: the first")
    return parser.parse_args()


def _pictures(browser: Browser, letter: bytes, view: View, stem: str) -> Iterator[Path]:
    """One letter in one view, piece by piece."""
    for old in FOLDER.glob(f"{stem}-[0-9]*.png"):
        old.unlink()
    with shown(browser, view.html(letter), view.width, view.scheme) as on_screen:
        for count, top in enumerate(range(0, _height(on_screen.page), PIECE), start=1):
            path = FOLDER / f"{stem}-{count:02}.png"
            _cut(on_screen.page, top, path)
            yield path


def _height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


def _cut(page: Page, top: int, path: Path) -> None:
    width = int(page.evaluate("document.documentElement.scrollWidth"))
    height = min(PIECE, _height(page) - top)
    page.screenshot(path=path, full_page=True, clip={"x": 0, "y": top, "width": width, "height": height})


if __name__ == "__main__":
    main()
