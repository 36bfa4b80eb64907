"""How a command ends when a signal ends it: without a lock that stays, and with nothing half written."""
from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager, suppress
from typing import Callable, Iterator, List, Set

#: As those of Fourgate's commands.
EXIT_CODES = (
    "Exit code: 0 done, 1 failed or refused, 130 interrupted (143 ended by SIGTERM, 129 by SIGHUP, 141 by a closed output)."
)
INTERRUPTED, OUTPUT_CLOSED = 130, 141

_undoing: List[Callable[[], None]] = []


@contextmanager
def undone(undo: Callable[[], None]) -> Iterator[None]:
    """Calls `undo` at the end of the block, or when a signal ends the process within it. What the disk refuses is left."""
    _undoing.append(undo)
    try:
        yield
    finally:
        with suppress(OSError):
            undo()
        _undoing.remove(undo)


def heed_signals() -> None:
    """SIGTERM and SIGHUP end this process at once, after all that is to be undone.

    In a thread of its own: Python's own handlers wait for the main thread, which may wait for a process that has ended. To be
    called before other threads begin, which inherit that the signals are blocked. A signal that is ignored (nohup) stays so.
    """
    if not hasattr(signal, "pthread_sigmask") or any(thread.name == _NAME for thread in threading.enumerate()):
        return
    heeded = {one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) == signal.SIG_DFL}
    signal.pthread_sigmask(signal.SIG_BLOCK, heeded)
    threading.Thread(target=_end_at, args=(heeded,), name=_NAME, daemon=True).start()


_NAME = "fourgate-signals"


def _end_at(heeded: Set[signal.Signals]) -> None:
    number = signal.sigwait(heeded)
    for undo in reversed(_undoing):
        with suppress(OSError):
            undo()
    os._exit(128 + number)
