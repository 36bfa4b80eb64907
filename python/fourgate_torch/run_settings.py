"""A run's options: which there are, their defaults, and what a saved training says of them (src/options, src/train/state.ts)."""
from __future__ import annotations

import math
from typing import Any, Dict, Mapping

from .command_line import TABLES, Option
from .errors import OptionError

START: Dict[str, Option] = TABLES["start"]

#: Options of `npm start` that the twin lacks, and why.
REFUSED: Dict[str, str] = {
    "pictures": "The twin trains on a folder of files (--data); Scenes are trained by npm start.",
    "features": "The twin reads the features of --data; Scenes as pixels are trained by npm start.",
    "finetune-cnn-after": "The twin trains the captioner only; npm start trains the network too.",
    "cnn-lr": "The twin trains the captioner only; npm start trains the network too.",
    "cnn": "The twin trains the captioner only; npm start trains the network too.",
    "photos": "The twin reads features, not pictures; npm start trains on pictures.",
    "patience": "It waits for CIDEr, which the twin does not compute: npm run eval scores its checkpoints.",
    "backend": "The twin computes with PyTorch: --device cuda or cpu; NCCL or Gloo follows from it.",
    "browser": "The twin runs without a browser.",
    "headless": "The twin runs without a browser, always.",
    "node": "The twin computes with PyTorch, not in Node.",
}
ELSEWHERE = "It is an option of npm start that the twin does not have."

#: Options that only the twin has.
OWN: Dict[str, Option] = {
    "accumulate": {
        **{"kind": "number", "value": "N", "whole": True, "min": 1, "expected": "a positive integer", "default": 1},
        "help": "compute each minibatch in this many parts, one after the other: the same gradients in less memory",
        "otherwise": "1",
    },
    "amp": {"kind": "flag", "help": "mixed precision: products in bfloat16; weights, gradients and sums in float32"},
    "device": {
        **{"kind": "choice", "value": "auto|cuda|cpu", "choices": ["auto", "cuda", "cpu"]},
        **{"expected": "one of auto, cuda, cpu", "default": "auto", "otherwise": "cuda where there is a GPU, else cpu"},
        "help": "where it computes; processes exchange gradients with NCCL on GPUs, with Gloo on CPUs",
    },
}

TAKEN = ("data", "max-train", "checkpoints", "resume", "weights", "help")

#: Help that differs from that of `npm start`.
HELP: Dict[str, str] = {
    "data": "the CS231n coco_captioning folder to train on",
    "max-train": "use only this many training captions",
    "epochs": "passes over the training captions; up to 20, the fewer the captions",
    "checkpoints": "keep checkpoints in this folder: latest, and one an epoch; after a restart by torchrun the run resumes",
    "weights": "initialise a new run with the weights of this Fourgate checkpoint, in its sizes",
    "validate-every": "validation loss after this many epochs; 0: never",
}


def _here(flag: str, option: Option) -> Option:
    """An option with its default for a data set of files, as the twin's help shows it."""
    shown = {**option, "help": HELP.get(flag, option["help"])}
    if "run" not in option or option.get("default") is None:
        return shown
    return {**shown, "otherwise": str(option["run"].get("files", option["default"]))}


#: Every flag of the twin.
KNOWN: Dict[str, Option] = {
    **{
        flag: _here(flag, option)
        for flag, option in START.items()
        if flag not in REFUSED and ("run" in option or flag in TAKEN)
    },
    **OWN,
}

#: Every option of a run by its name, and its flag.
FLAG_OF: Dict[str, str] = {option["run"]["name"]: flag for flag, option in START.items() if "run" in option}


def not_here() -> Dict[str, str]:
    """Flags of `npm start` that are refused, with the reason."""
    return {flag: REFUSED.get(flag, ELSEWHERE) for flag in START if flag not in KNOWN}


def run_options(values: Mapping[str, Any]) -> Dict[str, Any]:
    """Those of a run, by their names in it, that a command line gave."""
    return {name: values[flag] for name, flag in FLAG_OF.items() if flag in values}


def with_defaults(given: Mapping[str, Any], captions: int) -> Dict[str, Any]:
    """All options of a run over so many training captions. Raises OptionError for options that do not go together."""
    settings: Dict[str, Any] = {}
    for name, flag in FLAG_OF.items():
        option = START[flag]
        value = given.get(name, option["run"].get("files", option.get("default")))
        if value is not None:
            settings[name] = value
    if "numEpochs" not in given:
        epochs = math.ceil(TABLES["epochs"]["captionsRead"] / max(1, captions))
        settings["numEpochs"] = min(TABLES["epochs"]["most"], max(settings["numEpochs"], epochs))
    check_together(settings)
    return settings


def check_together(settings: Mapping[str, Any]) -> None:
    """Raises OptionError for options that are right one by one but not together."""
    rate, decay = settings["learningRate"], settings["weightDecay"]
    if rate > 0 and decay > 1 / rate:
        expected = f"a number from 0 to {1 / rate:g}, 1 / the learning rate of {rate:g}"
        raise OptionError("--weight-decay", expected, decay)
    if settings["schedule"] != "plateau":
        return
    if settings["lrDecay"] == 0:
        raise OptionError("--lr-decay", "a number above 0 with the schedule plateau", 0)
    if settings["validateEvery"] == 0:
        expected = "step or cosine where nothing is validated: plateau waits for validations"
        raise OptionError("--schedule", expected, "plateau")


def trainer_settings(settings: Mapping[str, Any]) -> Dict[str, Any]:
    """What a saved training says of its trainer, in the order in which Fourgate compares it."""
    multiplies = settings["schedule"] == "step"
    schedule = _table("schedule", settings)
    if settings["schedule"] != "cosine":
        schedule.pop("hold", None)
    if settings["schedule"] == "plateau":
        schedule.update(factor=settings["lrDecay"], patience=0)
    update = _table("update", settings)
    if update.get("clipNorm") == 0:
        del update["clipNorm"]
    dropout = _table("dropout", settings)
    saved = {
        "updateRule": settings["updateRule"],
        "updaterConfig": {
            **TABLES["rules"][settings["updateRule"]]["config"],
            "learningRate": settings["learningRate"],
        },
        "lrDecay": settings["lrDecay"] if multiplies else 1,
        "schedule": schedule,
        "batchSize": settings["batchSize"],
        "sampling": settings["sampling"],
        "seed": settings["seed"],
        "regularisation": {
            "wordDropout": dropout["words"],
            "outputDropout": dropout["output"],
            "seed": settings["seed"] & 0xFFFFFFFF,
            **_table("loss", settings),
        },
        "update": update,
        "split": "train",
    }
    sampling = _table("scheduledSampling", settings)
    return {**saved, "scheduledSampling": sampling} if sampling["start"] + sampling["perEpoch"] > 0 else saved


def _table(name: str, settings: Mapping[str, Any]) -> Dict[str, Any]:
    """The values of one of the trainer's tables, without those that are saved only where they are not the default."""
    values = {}
    for key, option in TABLES["trainer"][name].items():
        value = settings.get(option.get("run"), option.get("default"))
        if value is not None and not (option.get("savedUnlessDefault") and value == option["default"]):
            values[key] = value
    return values
