"""How a command ends when a signal ends it: with nothing half written, without a lock that stays, and a training between two steps."""
from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager, suppress
from typing import Callable, Iterator, List, Optional, Set, Tuple

#: As those of Fourgate's commands.
EXIT_CODES = (
    "Exit code: 0 done, 1 failed or refused, 130 interrupted (143 ended by SIGTERM, 129 by SIGHUP, 141 by a closed output)."
)
INTERRUPTED, OUTPUT_CLOSED = 130, 141

#: Seconds that a training which is to stop may take, where what sent the signal kills it in the end: torchrun after 30, Slurm too.
PATIENCE = 20.0
#: Seconds that undoing may take, as on a network's disk that does not answer.
UNDOING = 5.0

#: Signals that end a command. Windows lacks the last.
HEEDED: Tuple[int, ...] = tuple(int(getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

_NAME = "fourgate-signals"
_undoing: List[Callable[[], object]] = []
_between_steps = False
_asked: Optional[int] = None


class Interrupted(Exception):
    """A training has stopped after a step, and kept it, because a signal asked for it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def at_signal(undo: Callable[[], object]) -> Iterator[None]:
    """Calls `undo` when a signal ends the process within the block."""
    _undoing.append(undo)
    try:
        yield
    finally:
        _undoing.remove(undo)


@contextmanager
def undone(undo: Callable[[], object]) -> Iterator[None]:
    """Calls `undo` at the end of the block, or when a signal ends the process within it. What the disk refuses is left."""
    with at_signal(undo):
        try:
            yield
        finally:
            with suppress(OSError):
                undo()


@contextmanager
def stopping_between_steps() -> Iterator[None]:
    """In the block, the first signal ends nothing: `asked` tells it, and the block is to stop. A second one ends it at once."""
    global _between_steps
    _between_steps = True
    try:
        yield
    finally:
        _between_steps = False


def asked() -> Optional[int]:
    """The number of the signal that asks a training to stop, if there was one."""
    return _asked


def heed_signals() -> None:
    """SIGINT, SIGTERM and SIGHUP end this process after all that is to be undone: at once, or a training between two steps.

    In a thread of its own: Python's own handlers wait for the main thread, which may wait for a process that has ended. To be
    called before other threads begin, which inherit that the signals are blocked. A signal that is ignored (nohup) stays so.
    """
    if not hasattr(signal, "pthread_sigmask") or any(thread.name == _NAME for thread in threading.enumerate()):
        return
    default = (signal.SIG_DFL, signal.default_int_handler)
    heeded = {signal.Signals(number) for number in HEEDED if signal.getsignal(number) in default}
    signal.pthread_sigmask(signal.SIG_BLOCK, heeded)
    threading.Thread(target=_wait, args=(heeded,), name=_NAME, daemon=True).start()


def _wait(heeded: Set[signal.Signals]) -> None:
    global _asked
    number = signal.sigwait(heeded)
    if _between_steps:
        _asked = number
        by_torchrun = "TORCHELASTIC_RUN_ID" in os.environ
        if by_torchrun or number != signal.SIGINT:
            limit = threading.Timer(PATIENCE, _end, [number])
            limit.daemon = True
            limit.start()
        # Ctrl-C reaches processes that share a terminal with torchrun, and torchrun sends it to them again. When it is pressed a
        # second time, torchrun sends SIGTERM.
        while (again := signal.sigwait(heeded)) == number and by_torchrun:
            pass
        number = again
    _end(number)


def _end(number: int) -> None:
    undoing = threading.Thread(target=_undo_all, daemon=True)
    undoing.start()
    undoing.join(UNDOING)
    os._exit(128 + number)


def _undo_all() -> None:
    for undo in reversed(_undoing):
        with suppress(OSError):
            undo()
