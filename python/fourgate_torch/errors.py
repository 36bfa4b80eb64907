"""Errors that say where the fault is, what was expected, what was found and what to do: Fourgate's classes."""
from __future__ import annotations

from typing import Optional


class FourgateError(Exception):
    """Base of every error that is raised on purpose; the message is the fault in one sentence."""

    def __init__(self, where: str, expected: str, found: object, remedy: Optional[str] = None) -> None:
        self.where, self.expected, self.found = where, expected, found
        text = str(found) or "nothing"
        shown = text if len(text) <= 400 else f"{text[:400]}… ({len(text)} characters)"
        super().__init__(f"{where}: expected {expected}, found {shown}.{' ' + remedy if remedy else ''}")


class OptionError(FourgateError):
    """An option that is unknown, missing or out of range."""


class DataError(FourgateError):
    """Data that cannot be used: a file of a wrong format, a missing dataset, a value out of range or not finite."""


class CheckpointError(FourgateError):
    """A checkpoint that cannot be used: damaged, of another version, or made for another model or other data."""


class StorageError(FourgateError):
    """A place for checkpoints that cannot be used: denied, full, or without the checkpoint that was asked for."""


class TrainingError(FourgateError):
    """Training that cannot continue: a loss that is not finite, or processes that do not agree."""


class EnvironmentFault(FourgateError):
    """A package, a device or a process that is missing."""
