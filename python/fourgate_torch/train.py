"""Trains a captioner: `torchrun --nproc_per_node N -m fourgate_torch.train --data DIR …`, or `python -m fourgate_torch.train`."""
from __future__ import annotations

import sys
from typing import Any, Dict, Mapping, Sequence

from .command_line import help_of, read_command_line, run_command
from .ending import EXIT_CODES
from .errors import OptionError
from .run_settings import KNOWN, not_here

COMMAND = "fourgate_torch.train"
HELP = help_of(
    "torchrun --nproc_per_node N -m fourgate_torch.train --data DIR [options]: train an image captioner with PyTorch.",
    KNOWN,
    EXIT_CODES,
)


def read_options(arguments: Sequence[str]) -> Dict[str, Any]:
    """The values by flag. Raises OptionError for one that is unknown, refused, out of range, or lacks another beside it."""
    values = read_command_line(COMMAND, KNOWN, not_here(), arguments)
    if "help" in values:
        return values
    if "data" not in values:
        raise OptionError(f"{COMMAND}: --data", "a CS231n coco_captioning folder", "none", "Give --data DIR.")
    if "resume" in values and "checkpoints" not in values:
        raise OptionError(f"{COMMAND}: --resume", "--checkpoints beside it", "--resume")
    if "resume" in values and "weights" in values:
        raise OptionError(f"{COMMAND}: --weights", "no --resume beside it", "both")
    return values


def train(values: Mapping[str, Any]) -> None:
    """Trains, once the command line is known to be right: loading PyTorch takes seconds."""
    from .run import run

    run(values)


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    return run_command(COMMAND, HELP, arguments, read_options, train)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
