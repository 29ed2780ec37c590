"""How commands behave alike: their help pages, and the switches that all of them take.

Help is laid out here and not by typer: it opens with what the command does and with examples, it
reads well at 40 columns, and it comes up in half the time that Rich needs for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from omnicheck.cli.layout import filled, pairs, reading_width
from omnicheck.errors import OmnicheckError, did_you_mean
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable

_GOES_ON = " \\"
_SWITCHES = (
    TyperOption(
        param_decls=["--no-color"],
        is_flag=True,
        default=False,
        expose_value=False,
        help=_("Use no colours; so do NO_COLOR=1 and TERM=dumb."),
    ),
    TyperOption(
        param_decls=["--debug"],
        is_flag=True,
        default=False,
        expose_value=False,
        help=_("Show the program's trace when it fails."),
    ),
)


class UnknownCommandError(OmnicheckError):
    """There is no command of that name."""

    def __init__(self, name: str, commands: Iterable[str], switches: Iterable[str] = ()) -> None:
        """Name the nearest command, the switch of that name, or the command that takes a file."""
        from omnicheck.yamlsource import displayed

        what = _("There is no command {name}.").format(name=displayed(name))
        cure = did_you_mean(name, commands) or _("See all commands with: omnicheck --help")
        if f"--{name}" in switches:
            cure = _("Did you mean {name}?").format(name=f"omnicheck --{name}")
        if name.endswith((".yaml", ".yml")):
            cure = _("To assess a file, write: omnicheck assess {name}").format(
                name=displayed(name)
            )
        super().__init__(f"{what} {cure}")


class Command(TyperCommand):
    """A command whose help opens with its purpose and examples."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return its own parameters and the switches that every command takes."""
        return _with_switches(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        formatter.write(help_page(ctx))


class Group(TyperGroup):
    """The program itself: its commands, in the order in which a newcomer needs them."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return its own parameters and the switches that every command takes."""
        return _with_switches(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page, ending with the commands."""
        commands = [(name, _summary(command)) for name, command in self.commands.items()]
        listed = pairs(commands, reading_width())
        formatter.write(f"{help_page(ctx)}\n\n{_('Commands:')}\n{listed}")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which one may be meant."""
        name = args[0]
        if name not in self.commands and not ctx.resilient_parsing and not name.startswith("-"):
            switches = [switch for param in self.get_params(ctx) for switch in param.opts]
            raise UnknownCommandError(name, self.commands, switches)
        return super().resolve_command(ctx, args)


def _with_switches(params: list[Any]) -> list[Any]:
    *own, help_option = params
    return [*own, *_SWITCHES, help_option]


def _summary(command: Any) -> str:
    return (command.help or "").partition("\n")[0]


def help_page(ctx: typer.Context) -> str:
    """Return the help of a command: purpose, examples, usage, details, arguments and options."""
    command: Any = ctx.command
    width = reading_width()
    summary, *details = (command.help or "").split("\n\n")
    parts = [filled(summary, width)]
    if command.epilog:
        parts.append(_("Examples:") + "\n" + _examples(command.epilog, width))
    parts.append(filled(usage_line(ctx), width, "", "    "))
    parts += [filled(" ".join(detail.split()), width) for detail in details]
    return "\n\n".join([*parts, *_parameters(ctx, width)])


def _examples(commands: str, width: int) -> str:
    """Return one command a line; a long one goes on in the next line, as a shell takes it."""
    broken = [
        filled(command, width - len(_GOES_ON), "  ", "      ") for command in commands.splitlines()
    ]
    return "\n".join(command.replace("\n", f"{_GOES_ON}\n") for command in broken)


def _parameters(ctx: typer.Context, width: int) -> list[str]:
    records = [(p, p.get_help_record(ctx)) for p in ctx.command.get_params(ctx)]
    blocks = []
    for title, is_argument in ((_("Arguments:"), True), (_("Options:"), False)):
        rows = [row for p, row in records if row and isinstance(p, TyperArgument) == is_argument]
        if rows:
            blocks.append(f"{title}\n{pairs(rows, width)}")
    return blocks


def usage_line(ctx: typer.Context) -> str:
    """Return how a command is written, as one line."""
    given = [_usage(p, ctx) for p in ctx.command.get_params(ctx) if isinstance(p, TyperArgument)]
    named = ["COMMAND"] if isinstance(ctx.command, TyperGroup) else []
    return " ".join([_("Usage:"), ctx.command_path, *named, *given, _("[OPTIONS]")])


def _usage(argument: TyperArgument, ctx: Any) -> str:
    name = argument.make_metavar(ctx)
    return name if argument.required else f"[{name}]"
