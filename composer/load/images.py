"""Pictures: files of the workspace that travel inside the letter. Never read from outside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from composer.formats import NotShown, format_of
from composer.markdown import pictures
from composer.model import Edition
from composer.problems import Level, Problem, shown
from composer.settings import Settings
from composer.text import Place

MAX_TOGETHER = 1_000_000
_MUCH = 200_000
_MOST_TOLD = 100


def load_images(root: Path, edition: Edition, settings: Settings) -> tuple[dict[str, bytes], list[Problem]]:
    """The bytes of each picture the edition shows, by its path in the workspace."""
    images: dict[str, bytes] = {}
    problems: list[Problem] = []
    refused: set[str] = set()
    total = 0
    for name, place, item, key in _wanted(edition, settings):
        if name in images or name in refused:
            continue
        content, problem = _picture(root, name, place, key)
        total += len(content)
        if problem is None and total > MAX_TOGETHER:
            message = f"the pictures are {total:,} bytes together; {MAX_TOGETHER:,} is the most"
            problem = Problem(place, "images-large", message, "Save them smaller, or take some out.")
        if problem is not None:
            problems.append(replace(problem, item=item))
            refused.add(name)
            if len(refused) >= _MOST_TOLD:
                problems.append(
                    Problem(place, "problems-many", "there may be more of these", "Mend those above first.")
                )
                break
            continue
        images[name] = content
        if total > _MUCH >= total - len(content):
            message = f"the pictures are {total:,} bytes together, which is much for an e-mail"
            fix = f"Save them smaller; under {_MUCH:,} bytes is good."
            problems.append(Problem(place, "images-large", message, fix, Level.WARNING, item))
    return images, problems


def _wanted(edition: Edition, settings: Settings) -> Iterator[tuple[str, Place, str | None, str | None]]:
    """Each picture's name, where it is asked for, the item that asks, and the key, where it can be left out alone."""
    icons = [("icon", workstream.icon) for workstream in settings.workstreams.values()]
    for key, path in [("logo", settings.brand.logo), *icons]:
        if path:
            yield str(path), path.place, None, key
    for item in edition.items:
        if item.image:
            yield str(item.image.file), item.image.file.place, item.id, None
    for text, item_id in edition.markdown:
        if "![" not in text or not ("](" in text or "]:" in text):
            continue  # a picture has these; looking for one takes time
        yield from ((picture.file, picture.place, item_id, None) for picture in pictures(text))


def _picture(root: Path, name: str, place: Place, key: str | None) -> tuple[bytes, Problem | None]:
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()) or not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as opened:
            content = opened.read(MAX_TOGETHER + 1)
    except (OSError, ValueError, RuntimeError):  # absent, a folder, unreadable, or a name no file can have
        fix = "Put the file there, or correct the name."
        if key:
            fix = f"Put the file there, correct the name, or take `{key}: {shown(name)}` away."
        return b"", Problem(place, "image-missing", f"there is no picture {shown(name)} in the workspace", fix)
    if len(content) > MAX_TOGETHER:  # not read to its end, so nothing is known of that
        return content, None
    try:
        format_of(content)
    except NotShown as fault:
        return b"", Problem(place, "image-kind", f"{shown(name)} {fault.found}", fault.fix)
    return content, None
