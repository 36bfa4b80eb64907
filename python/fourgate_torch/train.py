"""Trains a captioner: `torchrun --nproc_per_node N -m fourgate_torch.train --data DIR …`, or `python -m fourgate_torch.train`."""
from __future__ import annotations

import os
import sys
from typing import Any, Dict, List

from .command_line import help_of, read_command_line
from .errors import FourgateError, OptionError
from .packages import require_packages
from .run_settings import KNOWN, not_here

COMMAND = "fourgate_torch.train"
HELP = help_of(
    "torchrun --nproc_per_node N -m fourgate_torch.train --data DIR [options]: train an image captioner with PyTorch.",
    KNOWN,
    "Exit code: 0 done, 1 failed or refused, 130 interrupted.",
)


def read_options(arguments: List[str]) -> Dict[str, Any]:
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


def main(arguments: List[str]) -> int:
    """The exit code."""
    rank = os.environ.get("RANK", "0")
    try:
        values = read_options(arguments)
        if "help" in values:
            print(HELP)
            return 0
        require_packages()
        from .run import run

        run(values)
        return 0
    except FourgateError as error:
        of = f" (process {rank})" if os.environ.get("WORLD_SIZE", "1") != "1" else ""
        print(f"{type(error).__name__}{of}: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
