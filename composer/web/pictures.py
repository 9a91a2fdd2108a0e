"""A letter's pictures in a browser, which knows no `cid:` addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def with_pictures(html: str, pictures: Iterable[str], address: Callable[[str], str]) -> str:
    """A letter's HTML with other addresses for its pictures.

    Args:
        html: as it is in the letter.
        pictures: their content ids.
        address: where the browser has the picture of a content id.
    """
    for content_id in pictures:
        html = html.replace(f"cid:{content_id}", address(content_id))
    return html
