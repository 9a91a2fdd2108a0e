"""What each visitor is to get, as routes.yaml says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

VISITORS = ("nobody", "another lead", "lead", "manager")


@dataclass(frozen=True, slots=True)
class Expected:
    """Of a route: an address with words for what is known only in the end, and the answer to each of `VISITORS`."""

    route: str
    path: str
    answers: tuple[int | str, ...]

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def realm(self) -> str:
        """What its address begins with: lists, desk, or something public."""
        return self.path.split("/")[1]

    @property
    def is_public(self) -> bool:
        return self.realm not in ("lists", "desk")

    @property
    def signs_in(self) -> bool:
        return "/sign-" in self.path


def expected() -> dict[str, Expected]:
    """All that is written down, by route."""
    text = (Path(__file__).parent / "routes.yaml").read_text(encoding="utf-8")
    return {route: Expected(route, path, tuple(answers)) for route, (path, *answers) in yaml.safe_load(text).items()}
