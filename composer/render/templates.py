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
from typing import Any, cast

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.loaders import split_template_path
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from composer.markdown import breakable, direction, to_html, to_plain, wrapped
from composer.packaged import TEMPLATES
from composer.problems import UsageError, nearest, shown
from composer.render import bounds
from composer.render.compiled import Compiled, private_folder
from composer.render.dates import unbroken
from composer.render.origins import Marking, Origins

MOST_BYTES = 1_000_000

# What neither XML nor a mail program wants in a text, halves of characters included.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Filled(str):
    """What a template made, with a way to find out which of its lines made which part."""

    origins: Callable[[], Origins]


def fill(name: str, folders: Sequence[Path], values: Mapping[str, object]) -> Filled:
    """The template of this name, from the first folder that has it, with `values`.

    Raises:
        UsageError: the template cannot be read or filled in; it names the file and the line.
    """
    where = tuple(folders)
    filled = Filled(_filled(_environment(where), name, where, values))
    filled.origins = lambda: _origins(name, where, values)
    return filled


def _origins(name: str, folders: tuple[Path, ...], values: Mapping[str, object]) -> Origins:
    """The template filled in again, now with marks."""
    environment = _new_environment(folders)
    environment.add_extension(Marking)
    marked = _filled(environment, name, folders, values)
    return Origins(marked, cast(Marking, environment.extensions[Marking.identifier]).places)


def _filled(environment: Environment, name: str, folders: tuple[Path, ...], values: Mapping[str, object]) -> str:
    try:
        with bounds.counting():
            return environment.get_template(name).render(values)
    except UsageError:
        raise
    except TemplateSyntaxError as error:
        place = f"{error.filename or error.name}:{error.lineno}"
        raise UsageError(f"{place}: this template cannot be read: {error.message}.") from error
    except Exception as error:
        # A template calls whatever it likes, so anything may come out of it.
        place = _place(error, folders)
        raise UsageError(f"{place or name}: this template cannot be filled in: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {shown(str(error.name))}"
    return (error.message or "") if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"


def _place(error: Exception, folders: Sequence[Path]) -> str:
    """The line of a template that an exception came through last."""
    roots = tuple(str(folder) for folder in folders)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(roots)]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


class _Missing(StrictUndefined):
    """A name there is not, told in words of the templates: Jinja tells those of the program."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name = f"`{shown(str(self._undefined_name))}`"
        if self._undefined_obj is missing:
            return f"there is no {name}"
        kind = _KINDS.get(type(self._undefined_obj), type(self._undefined_obj).__name__.lower())
        meant = nearest(str(self._undefined_name), [each for each in dir(self._undefined_obj) if each[0] != "_"])
        return f"there is no {name} in {kind}" + (f". Write `{meant}`" if meant else "")


# What has no name that a template would call it by.
_KINDS: Mapping[type, str] = {
    **dict.fromkeys((str, Markup), "words"),
    **dict.fromkeys((int, float), "a number"),
    **dict.fromkeys((list, tuple), "a list"),
    type(None): "what is empty",
}


class _Folders(BaseLoader):
    """Templates of the first folder that has them; one that is there and cannot be used is told, not passed over."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, its file, and whether it is still the one to use."""
        found = self._found(template)
        if found is None:
            raise TemplateNotFound(template)
        path, _ = found
        try:
            source = _text(path)
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}: this template is not UTF-8. Save it as UTF-8.") from error
        except OSError as error:
            raise UsageError(f"{path}: this template cannot be read: {error.strerror}.") from error
        return source, str(path), lambda: self._found(template) == found

    def _found(self, template: str) -> tuple[Path, tuple[int, int]] | None:
        """The file, with what changes when it does."""
        pieces = split_template_path(template)
        for folder in self._folders:
            path = folder.joinpath(*pieces)
            try:
                status = path.stat()
            except FileNotFoundError:
                if not path.is_symlink():
                    continue
                raise UsageError(f"{path}: this template is a link that leads nowhere.") from None
            except OSError as error:
                raise UsageError(f"{path}: this template cannot be read: {error.strerror}.") from error
            _check_place(path, folder)
            return path, (status.st_mtime_ns, status.st_size)
        return None


def _text(path: Path) -> str:
    """What a file says, with Python's line ends."""
    with path.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UsageError(f"{path}: this template is over {MOST_BYTES:,} bytes. Make it smaller.")
    return re.sub("\r\n?", "\n", content.decode())


def _check_place(path: Path, folder: Path) -> None:
    """Refuse what only has the name of a template, and files of elsewhere; ours may be links, as installers make."""
    if not path.is_file():
        raise UsageError(f"{path}: this has the name of a template but is not a file.")
    if folder != TEMPLATES and not path.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{path}: this template is a link out of {folder}. Put the file itself there.")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox within bounds; it judges an attribute by the kind of object, once for each."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._judged: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have this attribute."""
        kind = (type(obj), attr)
        if kind not in self._judged:
            self._judged[kind] = super().is_safe_attribute(obj, attr, value)
        return self._judged[kind]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """What an operator makes, if that is not too much."""
        bounds.check_operator(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """What a function gives back, if that is not too much; named so that a template may name what it likes."""
        bounds.check_method(__obj, args)
        return super().call(__context, __obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """The sandbox's own `format` in the place of a string's."""
        wrapped_format = super().wrap_str_format(value)
        if wrapped_format is not None:
            bounds.check_format(value.__self__)
        return wrapped_format

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return bounds.count_in(super()._parse(source, name, filename))


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...]) -> Environment:
    environment = _new_environment(folders)
    private = private_folder()
    environment.bytecode_cache = Compiled(private, Path(__file__)) if private else None
    return environment


def _new_environment(folders: tuple[Path, ...]) -> Environment:
    environment = _Sandbox(
        loader=_Folders(folders),
        # select_autoescape() knows nothing of .mjml
        autoescape=lambda name: not (name or "").endswith(".txt.j2"),
        undefined=_Missing,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update({**bounds.FILTERS_WITHIN_BOUNDS, **_FILTERS})
    return environment


def _clean(value: object) -> object:
    """Text without control characters; all else as it is."""
    if isinstance(value, str):
        bounds.spend(len(value))
    if isinstance(value, Markup):
        return Markup(_CONTROLS.sub("", value))  # noqa: S704 – it was HTML before
    return _CONTROLS.sub("", value) if isinstance(value, str) else value


@pass_context
def _markdown(context: Context, text: str, heading: int = 4) -> Markup:
    """Markdown as HTML, with its pictures."""
    if "![" not in text:
        return _without_pictures(text, heading)
    pictures = context["pictures"]
    html = to_html(text, picture=pictures.source, width=pictures.width, heading=heading)
    return Markup(html)  # noqa: S704 – composer.markdown lets no HTML of the author through


# Every variant says much the same, and so does a page after a change. Most texts have no pictures.
_kept = lru_cache(maxsize=4096)


@_kept
def _without_pictures(text: str, heading: int) -> Markup:
    html = to_html(text, picture=lambda _: "", width=lambda _: None, heading=heading)
    return Markup(html)  # noqa: S704 – composer.markdown lets no HTML of the author through


def _breakable(words: str) -> Markup:
    return Markup(breakable(words))  # noqa: S704 – it escapes them


def _direction(words: str) -> Markup:
    return Markup(direction(words))  # noqa: S704 – an attribute of ours


def _underlined(words: str, mark: str) -> str:
    """A heading of the text part, over a rule as long as its longest line."""
    lines = wrapped(words)
    return f"{lines}\n{mark * max(map(len, lines.splitlines()), default=0)}"


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "markdown": _markdown,
    "plain": _kept(to_plain),
    "wrapped": _kept(wrapped),
    "underlined": _underlined,
    "breakable": _breakable,
    "direction": _direction,
    "unbroken": unbroken,
}
