"""One training, from its options to its last checkpoint."""
from __future__ import annotations

import time
import zlib
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

import numpy as np
import torch

from .checkpoint import Checkpoint, check_dataset, check_sizes, check_words, encode_checkpoint
from .dataset import Dataset, load_dataset
from .ending import Interrupted, at_signal, stopping_between_steps, undone
from .errors import CheckpointError, DataError, EnvironmentFault, OptionError, StorageError, TrainingError
from .fingerprint import dataset_mark, features_checksum
from .folder_lock import FolderLock
from .initialise import initial_parameters
from .launch import claim, wrote
from .model import Captioner, Sizes
from .processes import LOST, Processes
from .report import Report
from .run_folder import LATEST, RunFolder, read_checkpoint
from .run_settings import FLAG_OF, run_options, trainer_settings, with_defaults
from .trainer import Trainer
from .validation import validation_loss

#: Seconds between two savings within an epoch; saving takes at most one part in SHARE of the time.
APART, SHARE = 60.0, 20

#: What may differ from the checkpoint that a run is resumed from.
LENGTH = ("numEpochs", "iterations")


def run(values: Mapping[str, Any]) -> None:
    """Trains as the command line `values` ask, by flag. Raises FourgateError for whatever prevents it."""
    processes = Processes(values.get("device", "auto"))
    keeps = "checkpoints" in values and processes.leads
    try:
        with undone(FolderLock(Path(values["checkpoints"])).release) if keeps else nullcontext():
            Run(values, processes).train()
    except (RuntimeError, MemoryError) as cause:
        first_line = (str(cause).splitlines() or ["too little"])[0]
        if _is_of_memory(cause):
            remedy = "Give a larger --accumulate, or smaller sizes."
            raise EnvironmentFault(f"memory of {processes.device}", "room for the run", first_line, remedy) from cause
        if processes.count == 1 or not _is_of_connection(cause):
            raise
        raise TrainingError("exchange between processes", "an answer of every process", first_line, LOST) from cause
    finally:
        processes.close()


def _is_of_memory(error: Exception) -> bool:
    """PyTorch has a class of its own for it on GPUs only, and not in every version."""
    said = str(error)
    return isinstance(error, MemoryError) or "out of memory" in said or "can't allocate memory" in said


def _is_of_connection(error: Exception) -> bool:
    return any(word in str(error) for word in ("gloo", "Gloo", "NCCL", "Connection", "Socket", "Broken pipe"))


class Run:
    def __init__(self, values: Mapping[str, Any], processes: Processes) -> None:
        self._processes = processes
        self._report = Report(processes.leads)
        self._folder = RunFolder(values["checkpoints"]) if "checkpoints" in values else None
        resumed = self._opened(values)
        given = run_options(values)
        max_train = values.get("max-train")
        record: Dict[str, Any] = {}
        if resumed:
            record = record_of(resumed, given, max_train)
            max_train = record["source"].get("maxTrain")
        self._data = load_dataset(values["data"], max_train)
        self._mark = dataset_mark(self._data)
        # Of a resumed run it is what it was called there, as in the page.
        self._source = record.get("source") or source_of(self._data, max_train)
        if "train" not in self._data.splits:
            raise DataError(values["data"], "a split train", ", ".join(self._data.splits))
        weights = read_checkpoint_of(values)
        self._settings = self._settings_of(given, record, weights)
        self._best = record.get("best")
        #: The steps and losses of validations so far.
        self._validations: List[Dict[str, Any]] = list(record.get("validations", []))
        self._agree(values, resumed or weights)
        #: The checkpoint that it begins with.
        self._origin = str(self._folder.path / LATEST) if resumed and self._folder else values.get("weights", "")
        model = self._model(resumed or weights, "amp" in values)
        settings = trainer_settings(self._settings)
        split = self._data.splits["train"]
        length = self._settings
        self.trainer = Trainer(model, split, settings, length, processes, values.get("accumulate", 1))
        if resumed and resumed.training:
            check_dataset(self._origin, resumed, self._mark, self._data.words)
            self.trainer.restore(resumed.training, self._origin)
        #: The latest step that is kept.
        self._kept = resumed.training.step if resumed and resumed.training else None
        self._configuration_seed = resumed.configuration["seed"] if resumed else self._settings["seed"]

    def _opened(self, values: Mapping[str, Any]) -> Optional[Checkpoint]:
        """What is resumed: what `--resume` asks for, or after a restart the latest checkpoint of this launch that is whole."""
        folder, processes = self._folder, self._processes
        restarted = torch.zeros((), device=processes.device)
        if folder and processes.leads:
            folder.remove_partial()
            restarted += wrote(folder.path, processes.launchers)
            if not restarted and "resume" not in values:
                folder.begin(self._report.say)
            if processes.launchers:
                claim(folder.path, processes.launchers)
        # The others read the folder once process 0 has made room in it.
        processes.sum(restarted)
        if folder is None:
            return None
        if not restarted:
            return folder.latest() if "resume" in values else None
        found = folder.latest_good(self._report.say)
        step = found.training.step if found and found.training else 0
        times = f", {processes.restarts} times" if processes.restarts else ""
        self._report.say(f"started anew by torchrun{times}: from step {step}")
        return found

    def _settings_of(self, given: Mapping[str, Any], record: Mapping[str, Any], weights: Any) -> Dict[str, Any]:
        captions = len(self._data.splits["train"].captions)
        if record:
            saved = {name: value for name, value in record["options"].items() if name != "iterations"}
            until = record["options"].get("iterations")
            if until is not None and "numEpochs" not in given:
                saved["iterations"] = until
            return with_defaults({**saved, **given}, captions)
        sizes = weights.configuration if weights else {}
        of_weights = {name: sizes[name] for name in ("cellType", "wordvecDim", "hiddenDim") if name in sizes}
        settings = with_defaults({**of_weights, **given}, captions)
        if settings["schedule"] == "plateau" and not self._data.held_out():
            raise OptionError("--schedule", "step or cosine: no split is held out to validate on", "plateau")
        return settings

    def _agree(self, values: Mapping[str, Any], start: Optional[Checkpoint]) -> None:
        """Raises TrainingError when another process has other data, options or weights."""
        everywhere = "Give every process the same {}, by the same command on every machine."
        agree = self._processes.agree
        agree("data set", f"{self._mark['name']} ({self._mark['fingerprint']})", everywhere.format("data"))
        if self._processes.count > 1:
            # The mark has the first feature of a split only.
            agree("features", f"checksum {features_checksum(self._data)}", everywhere.format("data"))
        options = {name: value for name, value in values.items() if name not in ("data", "checkpoints", "weights")}
        agree("options", str(sorted(options.items())), everywhere.format("options"))
        crc = zlib.crc32(b"".join(value.tobytes() for value in start.parameters.values())) if start else 0
        step = start.training.step if start and start.training else 0
        folder = everywhere.format("checkpoint") + " --checkpoints must be a folder that all machines share."
        agree("checkpoint to begin with", f"step {step}, weights {crc:08x}" if start else "none", folder)

    def _model(self, start: Optional[Checkpoint], amp: bool) -> Captioner:
        data, settings, device = self._data, self._settings, self._processes.device
        sizes = Sizes(
            settings["cellType"],
            data.feature_length,
            settings["wordvecDim"],
            settings["hiddenDim"],
            len(data.words),
        )
        if amp and device.type == "cuda" and not torch.cuda.is_bf16_supported():
            raise EnvironmentFault("--amp", "a GPU that computes in bfloat16", torch.cuda.get_device_name(device))
        precision = torch.bfloat16 if amp else torch.float32
        # Products in TensorFloat-32 keep 10 bits: mixed precision is what --amp asks for.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = amp
        model = Captioner(sizes, data.words.index("<NULL>"), precision, settings["labelSmoothing"])
        if start:
            check_words(self._origin, start.vocabulary, data.words)
            check_sizes(self._origin, start, sizes)
        parameters = start.parameters if start else initial_parameters(sizes, settings["seed"])
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                parameter.copy_(torch.from_numpy(parameters[name]))
        return model.to(device)

    def train(self) -> None:
        """Raises TrainingError when it diverges; StorageError when its end could not be kept; Interrupted when a signal has stopped
        it after a step, which is kept. Says what is kept in the end."""
        self._report.started(self._data, self.trainer, self._processes)
        try:
            with at_signal(self._say_kept), stopping_between_steps():
                self._steps()
        finally:
            self._say_kept()

    def _say_kept(self) -> None:
        if self._folder:
            self._report.kept(self._kept, self._folder.path, LATEST)

    def _steps(self) -> None:
        trainer, report, per_epoch = self.trainer, self._report, self.trainer.steps_per_epoch
        kept_at, took = time.monotonic(), 0.0
        while trainer.done < trainer.total_steps:
            report.step(trainer, trainer.step())
            due = time.monotonic() - kept_at > max(APART, SHARE * took)
            ends = trainer.done == trainer.total_steps or trainer.interrupted is not None
            epoch, rest = divmod(trainer.done, per_epoch)
            if rest == 0:
                self._validate(epoch)
            if rest == 0 or due or ends:
                begin = time.monotonic()
                self._keep(epoch if rest == 0 else None, ends)
                kept_at = time.monotonic()
                took = kept_at - begin
            if trainer.interrupted is not None and trainer.done < trainer.total_steps:
                # torchrun ends the others when one has ended: process 0 keeps the step first.
                self._processes.wait()
                raise Interrupted(trainer.interrupted)
        report.finished(trainer)

    def _validate(self, epoch: int) -> None:
        split, every = self._data.held_out(), self._settings["validateEvery"]
        if split is None or every == 0 or epoch % every != 0:
            return
        loss = validation_loss(self.trainer.model, split, self._settings["validateImages"], self._processes)
        self.trainer.rate.report(loss)
        self._validations.append({"step": self.trainer.done, "loss": loss})
        self._report.validated(epoch, split.name, loss)

    def _keep(self, epoch: Optional[int], last: bool) -> None:
        """Saves the run, in process 0. A failure is reported and does not end the run, unless this is its last checkpoint."""
        if self._folder is None or not self._processes.leads:
            return
        content = encode_checkpoint(self.checkpoint())
        try:
            self._folder.write(LATEST, content)
            self._kept = self.trainer.done
            if epoch is not None:
                self._folder.write(f"epoch-{epoch}.safetensors", content)
        except StorageError as error:
            if last:
                raise
            self._report.say(f"warning: not kept: {error}")

    def checkpoint(self) -> Checkpoint:
        """The run as it is now."""
        trainer, settings = self.trainer, self._settings
        sizes = trainer.model.sizes
        configuration = {
            "cellType": sizes.cell,
            "inputDim": sizes.D,
            "wordvecDim": sizes.W,
            "hiddenDim": sizes.H,
            "seed": self._configuration_seed,
        }
        record = {
            "options": settings,
            "source": self._source,
            "totalSteps": trainer.total_steps,
            "epoch": trainer.done // trainer.steps_per_epoch,
            "savedAt": int(time.time() * 1000),
            **({"best": self._best} if self._best else {}),
            **({"validations": self._validations} if self._validations else {}),
        }
        parameters = {
            name: parameter.detach().cpu().numpy().astype(np.float32)
            for name, parameter in trainer.model.named_parameters()
        }
        return Checkpoint(configuration, self._data.words, parameters, trainer.state(), self._mark, {"run": record})


def source_of(data: Dataset, max_train: Optional[int]) -> Dict[str, Any]:
    return {"kind": "files", "name": data.name, **({"maxTrain": max_train} if max_train is not None else {})}


def read_checkpoint_of(values: Mapping[str, Any]) -> Optional[Checkpoint]:
    """What `--weights` names."""
    return read_checkpoint(Path(values["weights"])) if "weights" in values else None


def record_of(checkpoint: Checkpoint, given: Mapping[str, Any], max_train: Optional[int]) -> Dict[str, Any]:
    """What the run that saved a checkpoint says of itself. Raises an error naming what contradicts it."""
    record = checkpoint.notes.get("run")
    if not record or not checkpoint.training:
        raise CheckpointError(LATEST, "a run to resume", "weights only", "A new run can start from them: --weights.")
    if record["source"]["kind"] != "files":
        raise CheckpointError(LATEST, "a run that was trained on files", "one on Scenes", "npm start resumes it.")
    if checkpoint.configuration.get("storage", "float32") != "float32":
        raise CheckpointError(LATEST, "weights kept in float32", checkpoint.configuration["storage"])
    leave = "Leave it unchanged to resume the run, or leave out --resume to start another."
    saved = record["options"]
    for name, value in given.items():
        if name not in LENGTH and saved.get(name) != value:
            raise OptionError(f"--resume: --{FLAG_OF[name]}", f"{saved.get(name)}, as in {LATEST}", value, leave)
    of_source = record["source"].get("maxTrain")
    if max_train is not None and max_train != of_source:
        raise OptionError("--resume: --max-train", f"{of_source or 'none'}, as in {LATEST}", max_train, leave)
    return record
