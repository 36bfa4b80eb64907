"""Reading a command line by a table of options, as Fourgate's commands do: same names, ranges, defaults and messages."""
from __future__ import annotations

import difflib
import json
import math
import os
import re
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from .ending import INTERRUPTED, OUTPUT_CLOSED, Interrupted, heed_signals
from .errors import FourgateError, OptionError
from .packages import require_packages

#: An option of `options.json`: kind, value, expected, range, default, help …
Option = Mapping[str, Any]

#: Written from the tables in src/options by scripts/twin_options.ts.
TABLES: Dict[str, Any] = json.loads((Path(__file__).parent / "options.json").read_text(encoding="utf-8"))

DECIMAL = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$", re.IGNORECASE)


def read_command_line(
    command: str, known: Mapping[str, Option], refused: Mapping[str, str], arguments: Sequence[str]
) -> Dict[str, Any]:
    """The checked values by flag, without those that were not given.

    `refused`: flags that Fourgate has and this command has not, with the reason. Raises OptionError naming the flag.
    """
    values: Dict[str, Any] = {}
    rest = list(arguments)
    while rest:
        given, equals, attached = rest.pop(0).partition("=")
        name = given[2:] if given.startswith("--") else ""
        if name in refused:
            raise OptionError(command, "an option of the twin", f"--{name}", refused[name])
        if name not in known:
            raise OptionError(command, "one of " + ", ".join(f"--{flag}" for flag in known), given, meant(given, known))
        option = known[name]
        if option["kind"] == "flag":
            if equals:
                raise OptionError(f"{command}: {given}", "no value", attached)
            values[name] = True
            continue
        text = attached if equals else rest.pop(0) if rest and not rest[0].startswith("--") else None
        if not text:
            raise OptionError(f"{command}: {given}", f"a value: {given} {option['value']}", "none")
        values[name] = parsed(f"{command}: {given}", option, text)
    return values


def parsed(where: str, option: Option, text: str) -> Any:
    """The value that a text stands for. Raises OptionError where the option takes no such value."""
    if option["kind"] == "number":
        number = as_number(option, text)
        if number is None or not (in_range(option, number) or number == option.get("off")):
            raise OptionError(where, option["expected"], text)
        return number
    if option["kind"] == "choice" and text not in option["choices"]:
        raise OptionError(where, option["expected"], text)
    return text


def as_number(option: Option, text: str) -> Any:
    """None for what is no number in decimal notation; an integer has no point."""
    plain = text.strip()
    if not DECIMAL.match(plain) or (option["whole"] and "." in plain):
        return None
    number = float(plain)
    return int(number) if option["whole"] and number.is_integer() else number


def in_range(option: Option, number: float) -> bool:
    if not math.isfinite(number) or (option["whole"] and not isinstance(number, int)):
        return False
    above, below = option.get("above", -math.inf), option.get("below", math.inf)
    return option.get("min", -math.inf) <= number <= option.get("max", math.inf) and above < number < below


def meant(given: str, known: Mapping[str, Option]) -> Optional[str]:
    """What was probably meant by a flag that is none of these."""
    near = difflib.get_close_matches(given, [f"--{flag}" for flag in known], n=1)
    return f"Did you mean {near[0]}?" if near else None


def help_of(intro: str, known: Mapping[str, Option], end: str) -> str:
    """The options as a table between a first line and a last one."""
    rows: List[Tuple[str, str]] = []
    for name, option in known.items():
        value = f" {option['value']}" if "value" in option else ""
        otherwise = f" (default: {option['otherwise']})" if option.get("otherwise") else ""
        rows.append((f"--{name}{value}", f"{option['help']}{otherwise}"))
    width = 2 + max(len(left) for left, _ in rows)
    return "\n".join([intro, "", *(f"  {left:<{width}}{right}" for left, right in rows), "", end])


def run_command(
    command: str,
    help_text: str,
    arguments: Sequence[str],
    read: Callable[[Sequence[str]], Mapping[str, Any]],
    work: Callable[[Mapping[str, Any]], None],
) -> int:
    """Does what a command line asks for, and prints errors, with the rank of the process where there are several.

    `work` imports PyTorch, whose absence is an error with a remedy. Returns the exit code.
    """
    heed_signals()
    try:
        values = read(arguments)
        if "help" in values:
            print(help_text)
            return 0
        require_packages()
        work(values)
        return 0
    except FourgateError as error:
        of = f" (process {os.environ.get('RANK', '0')})" if os.environ.get("WORLD_SIZE", "1") != "1" else ""
        more = f"python -m {command} --help lists the options.\n" if isinstance(error, OptionError) else ""
        # Written at once: lines of several processes would mix.
        sys.stderr.write(f"{type(error).__name__}{of}: {error}\n{more}")
        sys.stderr.flush()
        return 1
    except BrokenPipeError:
        # Nobody reads what is printed; nor would anybody read Python's complaint, at its end, that it could not be.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OUTPUT_CLOSED
    except Interrupted as interrupted:
        return 128 + interrupted.number
    except KeyboardInterrupt:
        return INTERRUPTED
