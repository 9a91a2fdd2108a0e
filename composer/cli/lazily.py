"""A group whose commands are imported only when one of them is run."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import ClassVar, cast

import click


class Lazily(click.Group):
    """`where` tells for each command its module and its name there, like composer.cli.send:command; `told` its help."""

    where: ClassVar[Mapping[str, str]]
    told: ClassVar[Mapping[str, str]]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order told."""
        return list(self.told)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None if there is none."""
        if cmd_name not in self.told:
            return None
        module, _, name = self.where[cmd_name].partition(":")
        return cast(click.Command, getattr(importlib.import_module(module), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Their help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.told.items()))
