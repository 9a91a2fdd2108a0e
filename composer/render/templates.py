"""Templates filled in: Jinja2, strict, sandboxed, with faults told by file and line.

Rule: whatever a template prints is escaped unless it is HTML that `composer.markdown` made, and has no
control characters; in a `.txt.j2` nothing is escaped.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from composer.markdown import to_html, to_plain, wrapped
from composer.problems import UsageError
from composer.render.dates import long_date, weekday_date

# What neither XML nor a mail program wants in a text, halves of characters included.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def fill(name: str, folders: Sequence[Path], values: Mapping[str, object]) -> str:
    """The template of this name, from the first folder that has it, with `values`.

    Raises:
        UsageError: the template cannot be read or filled in; it names the file and the line.
    """
    environment = _environment(tuple(folders))
    try:
        return environment.get_template(name).render(values)
    except TemplateSyntaxError as error:
        place = f"{error.filename or error.name}:{error.lineno}"
        raise UsageError(f"{place}: this template cannot be read: {error.message}.") from error
    except Exception as error:
        # A template calls whatever it likes, so anything may come out of it.
        place = _place(error, folders)
        reason = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        raise UsageError(f"{place or name}: this template cannot be filled in: {reason}.") from error


def _place(error: Exception, folders: Sequence[Path]) -> str:
    """The line of a template that an exception came through last."""
    roots = tuple(str(folder) for folder in folders)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(roots)]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        # select_autoescape() knows nothing of .mjml
        autoescape=lambda name: not (name or "").endswith(".txt.j2"),
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(_FILTERS)
    return environment


def _clean(value: object) -> object:
    """Text without control characters; all else as it is."""
    if isinstance(value, Markup):
        return Markup(_CONTROLS.sub("", value))  # noqa: S704 – it was HTML before
    return _CONTROLS.sub("", value) if isinstance(value, str) else value


@pass_context
def _markdown(context: Context, text: str, heading: int = 4) -> Markup:
    """Markdown as HTML, with its pictures."""
    pictures = context["pictures"]
    html = to_html(text, picture=pictures.source, width=pictures.width, heading=heading)
    return Markup(html)  # noqa: S704 – composer.markdown lets no HTML of the author through


def _underlined(words: str, mark: str) -> str:
    """A heading of the text part, over a rule as long as its longest line."""
    lines = wrapped(words)
    return f"{lines}\n{mark * max(map(len, lines.splitlines()), default=0)}"


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "markdown": _markdown,
    "plain": to_plain,
    "wrapped": wrapped,
    "underlined": _underlined,
    "long_date": long_date,
    "weekday_date": weekday_date,
}
