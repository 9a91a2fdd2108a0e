"""Load: from the files of a workspace to values, with every fault in them told.

Rule: nothing a file holds raises, takes more than two seconds or more than 512 MB.
"""

from pathlib import Path

from composer.load.client_support import load_client_support
from composer.load.images import load_images
from composer.load.issues import IssueFileRead, IssueShelf
from composer.load.lists import ListShelf, load_lists
from composer.load.programme import load_programme
from composer.load.schema import KINDS, json_schema
from composer.problems import UsageError

__all__ = [
    "KINDS",
    "IssueFileRead",
    "IssueShelf",
    "ListShelf",
    "find_workspace",
    "json_schema",
    "load_client_support",
    "load_images",
    "load_lists",
    "load_programme",
]


def find_workspace(start: Path) -> Path:
    """The workspace that `start` is in: the nearest folder upwards with a newsletter.yaml.

    Raises:
        UsageError: there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "newsletter.yaml").exists():
            return folder
    raise UsageError(
        f"there is no workspace at {start} or above it. Go to its folder, or start one with: composer init"
    )
