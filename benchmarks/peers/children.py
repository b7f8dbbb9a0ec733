"""Runs a command in a process of its own and takes its time and memory."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TAIL_LINES = 12


@dataclass(frozen=True)
class Usage:
    """How a command ended: `peak_bytes` is the largest resident set of it or of a child, mapped files included."""

    exit_code: int
    seconds: float
    peak_bytes: int
    timed_out: bool


def run(command: list[str], log: Path, limit_seconds: float, folder: Path) -> Usage:
    """Runs `command` in `folder` with its output in `log`; kills it and its children at the limit."""
    late = threading.Event()
    with log.open("wb") as output:
        begin = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "2"},
            start_new_session=True,
        )

        def end() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit_seconds, end)
        timer.start()
        # wait4 rather than RUSAGE_CHILDREN, which is the largest of all children that there ever were.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(process.returncode, seconds, usage.ru_maxrss * 1024, late.is_set())


def tail(log: Path) -> str:
    """The last lines of a log that say something."""
    lines = [line.rstrip() for line in log.read_text(errors="replace").splitlines()]
    return "\n".join([line[:400] for line in lines if line.strip(" ^~\t")][-TAIL_LINES:])
