"""How the public pages look: like the newsletter, in the colours of its brand.

Rule: a page brings its style with it, and the policy names that style by its hash: nothing else is ever asked for.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from composer.pipeline.public import Public
from composer.problems import printable

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Look:
    """The templates with the style they are shown in, and what a browser is allowed of it."""

    policy: str
    _templates: Environment
    _name: str
    _style: str

    @classmethod
    def of(cls, public: Public) -> Self:
        """The look of a workspace's newsletter."""
        style = _colours(public) + (_HERE / "public.css").read_text(encoding="utf-8")
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        templates = Environment(
            loader=FileSystemLoader(_HERE),
            autoescape=True,
            finalize=_shown,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return cls(policy, templates, public.settings.name, style)

    def page(self, template: str, **values: object) -> str:
        """A page filled in."""
        return self._templates.get_template(template).render(name=self._name, style=self._style, **values)


def _shown(value: object) -> object:
    """What is no sign of its own, such as one that turns the direction of writing, is shown by its number."""
    return printable(value) if type(value) is str else value


def _colours(public: Public) -> str:
    """The theme as custom properties, by day and by night."""
    theme = public.theme
    light, dark = (
        "".join(f"--{name.name.replace('_', '-')}:{getattr(scheme, name.name)};" for name in fields(scheme))
        for scheme in (theme.light, theme.dark)
    )
    return f":root{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
