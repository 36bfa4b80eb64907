"""Starts processes anew on one store, as torchrun's agents do; each says how often it was started anew, and a sum of all."""
import os
import signal
import time
from datetime import timedelta

import torch
import torch.distributed as dist

from fourgate_torch.processes import Processes

#: Seconds after which what hangs is ended.
LIMIT = 60


def forked(main) -> int:
    pid = os.fork()
    if pid == 0:
        signal.alarm(LIMIT)
        main()
        os._exit(0)
    return pid


def hold(write: int) -> None:
    """Holds the store in a process of its own, so that those forked later inherit no thread of it."""
    store = dist.TCPStore("127.0.0.1", 0, is_master=True, timeout=timedelta(seconds=LIMIT), wait_for_workers=False)
    os.write(write, str(store.port).encode())
    signal.alarm(5 * LIMIT)
    signal.pause()


def work(rank: int, count: int, restarts: int, write: int) -> None:
    os.environ.update(RANK=str(rank), WORLD_SIZE=str(count), TORCHELASTIC_RESTART_COUNT=str(restarts))
    try:
        processes = Processes("cpu")
        total = processes.sum(torch.tensor(10.0**rank)).item()
        text = f"{rank}: started anew {processes.restarts} times, sum {total:g}\n"
    except Exception as error:
        text = f"{rank}: {type(error).__name__}\n"
    os.write(write, text.encode())
    signal.pause()


def started(order, count, counted=0, say=True) -> None:
    """Processes of these ranks, the next when the one before has had time to read what is there; prints what they say; kills them.

    `counted`: the restarts that the machine of the last rank has counted, others none.
    """
    read, write = os.pipe()
    pids = []
    for rank in order:
        pids.append(forked(lambda: work(rank, count, counted if rank == count - 1 else 0, write)))
        time.sleep(0.5)
    os.close(write)
    if say:
        with os.fdopen(read) as lines:
            print("".join(sorted(line for _, line in zip(order, lines))), flush=True)
    end(pids)


def end(pids) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


read_port, write_port = os.pipe()
holder = forked(lambda: hold(write_port))
os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=os.read(read_port, 16).decode())
os.environ.update(TORCHELASTIC_USE_AGENT_STORE="True", TORCHELASTIC_RUN_ID="a job")
started([0, 1], 2)
# Process 0 finds addresses of the processes before.
started([0, 1], 2)
# Process 0 is killed before another comes; the next 1 finds its start, and the next 2 one without a process 2.
started([0], 2, say=False)
started([1, 0], 2)
started([2, 1, 0], 3)
started([1, 0], 2, counted=9)
end([holder])
