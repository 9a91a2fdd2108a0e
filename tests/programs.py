"""The programs that tests run beside Python; `bin/setup-tests` installs them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import playwright

NODE = Path(__file__).parent / "node"


class MissingTool(Exception):
    """A program that the tests run is not on this machine."""


def program(name: str) -> str:
    """Where a program of the machine's is.

    Raises:
        MissingTool: nowhere.
    """
    return shutil.which(name) or str(_there(Path("/usr/bin") / name, name))


def openssl(*arguments: str | Path) -> None:
    """Run openssl, as whoever makes keys does."""
    subprocess.run([program("openssl"), *arguments], check=True, capture_output=True)


def node() -> str:
    """The node that playwright brings, not the machine's: mjml's own packages want a newer one than Debian 12 has."""
    return str(_there(Path(playwright.__file__).parent / "driver" / "node", "playwright's node"))


def npm_package(name: str) -> Path:
    """The folder of a package of tests/node."""
    return _there(NODE / "node_modules" / name, f"npm's {name}")


def _there(path: Path, name: str) -> Path:
    if not path.exists():
        raise MissingTool(f"There is no {name} here. `bin/setup-tests`, as root, installs what the tests run.")
    return path
