"""The loss of a checkpoint on a split, and its captions: `python -m fourgate_torch.evaluate --checkpoint FILE --data DIR`.

Scores are `npm run eval`'s: it opens the same checkpoint.
"""
from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

from .command_line import TABLES, Option, help_of, read_command_line, run_command
from .ending import EXIT_CODES
from .errors import OptionError, StorageError
from .run_settings import OWN

COMMAND = "fourgate_torch.evaluate"
EVAL: Dict[str, Option] = TABLES["eval"]
TAKEN = "checkpoint data split images method max-length beam length-normalization out help".split()
KNOWN: Dict[str, Option] = {
    **{flag: EVAL[flag] for flag in TAKEN},
    "data": {**EVAL["data"], "help": "a CS231n coco_captioning folder"},
    "checkpoint": {**EVAL["checkpoint"], "help": "a Fourgate checkpoint"},
    "method": {
        **EVAL["method"],
        **{"choices": ["greedy", "beam"], "expected": "one of greedy, beam", "value": "greedy|beam"},
    },
    "out": {**EVAL["out"], "help": "write captions as coco-caption results"},
    "device": {**OWN["device"], "help": "where it computes"},
}
REFUSED = {flag: "npm run eval has it, and opens the same checkpoint." for flag in EVAL if flag not in KNOWN}
HELP = help_of(
    "python -m fourgate_torch.evaluate --checkpoint FILE --data DIR [options]: loss and captions of a split.",
    KNOWN,
    EXIT_CODES,
)

#: Pictures that are captioned at a time.
AT_ONCE = 64


def read_options(arguments: Sequence[str]) -> Dict[str, Any]:
    """The values by flag. Raises OptionError."""
    values = read_command_line(COMMAND, KNOWN, REFUSED, arguments)
    for flag, what in (("checkpoint", "a checkpoint"), ("data", "a CS231n coco_captioning folder")):
        if flag not in values and "help" not in values:
            raise OptionError(f"{COMMAND}: --{flag}", what, "none", f"Give --{flag} {EVAL[flag]['value']}.")
    # A beam's width says that a beam is meant.
    method = values.get("method", "beam" if "beam" in values else "greedy")
    for flag in ("beam", "length-normalization"):
        if flag in values and method != "beam":
            raise OptionError(f"{COMMAND}: --{flag}", "--method beam beside it", method)
    return {**values, "method": method}


def check_place(path: Path) -> None:
    """Before the work is done. Raises StorageError where no file can be written."""
    there = "a folder" if path.is_dir() else None if path.parent.is_dir() else f"no folder {path.parent}"
    found = there or (None if os.access(path.parent, os.W_OK) else f"a folder {path.parent} that may not be changed")
    if found:
        raise StorageError(str(path), "a place for a file", found)


def evaluate(values: Mapping[str, Any]) -> None:
    """Prints the loss of a split, and writes its captions where `--out` names a file."""
    import numpy as np
    import torch

    from .checkpoint import check_words
    from .dataset import load_dataset
    from .decode import decode
    from .model import Captioner
    from .processes import Processes
    from .run_folder import read_checkpoint, write_whole
    from .validation import validation_loss

    if "out" in values:
        check_place(Path(values["out"]))
    processes = Processes(values.get("device", "auto"))
    checkpoint = read_checkpoint(Path(values["checkpoint"]))
    data = load_dataset(values["data"])
    check_words(values["checkpoint"], checkpoint.vocabulary, data.words)
    held_out = next((name for name in ("test", "val") if name in data.splits), next(iter(data.splits)))
    name = values.get("split", held_out)
    if name not in data.splits:
        raise OptionError(f"{COMMAND}: --split", f"one of {', '.join(data.splits)}", name)
    split, sizes = data.splits[name], checkpoint.sizes
    if sizes.D != data.feature_length:
        raise OptionError("--data", f"features of length {sizes.D}, as the checkpoint's", data.feature_length)
    model = Captioner(sizes, data.words.index("<NULL>")).to(processes.device)
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(torch.from_numpy(checkpoint.parameters[key]))
    limit = values.get("images", split.features.count)
    loss = validation_loss(model, split, limit, processes)
    if processes.leads:
        print(f"{name} loss {loss:.4f}", flush=True)
    if "out" not in values or not processes.leads:
        return
    described = np.unique(split.images)
    wanted = min(limit, len(described))
    images = described[np.arange(wanted) * len(described) // wanted]
    start, end, null = (data.words.index(word) for word in ("<START>", "<END>", "<NULL>"))
    beam = values.get("beam", EVAL["beam"]["default"]) if values["method"] == "beam" else 1
    alpha = values.get("length-normalization", EVAL["length-normalization"]["default"])
    columns = values.get("max-length") or data.columns
    captions: List[List[int]] = []
    for at in range(0, len(images), AT_ONCE):
        features = torch.from_numpy(split.features.read(images[at : at + AT_ONCE])).to(processes.device)
        captions += decode(model, features, start, end, columns, beam, alpha)
    text = lambda caption: " ".join(data.words[word] for word in caption if word != null)
    results = [{"image_id": int(image), "caption": text(caption)} for image, caption in zip(images, captions)]
    content = json.dumps(results, ensure_ascii=False).encode("utf-8")
    write_whole(Path(values["out"]), content, "Make room, or name another place.")
    print(f"{len(results)} captions in {values['out']}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    return run_command(COMMAND, HELP, arguments, read_options, evaluate)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
