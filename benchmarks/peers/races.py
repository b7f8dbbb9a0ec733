"""Runs contenders against each other: each in its process, in turns, so that what disturbs one disturbs all."""

import contextlib
import json
import os
import statistics
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import children
import layouts

REFERENCE = "onnxruntime"
ONE_DNN = ("1", "0")
ANSWER_LIMIT_SECONDS = 600
"""How long loading and the first call, or a turn in a round, may take before a contender counts as hung."""


@dataclass(frozen=True)
class Course:
    """What is common to the contenders of a race."""

    python: Path
    inputs: Path
    folder: Path
    threads: int
    one_dnn: str


class Contender:
    """A running contender; `failure` says why one that did not come up is out."""

    def __init__(self, name: str, artefact: Path, course: Course) -> None:
        self.name, self.outputs = name, course.folder / f"{name}.onednn{course.one_dnn}.npz"
        self.log = course.folder / f"{name}.onednn{course.one_dnn}.log"
        self.medians: list[float] = []
        command = [
            course.python,
            Path(__file__).with_name("contender.py"),
            "onnx" if name == REFERENCE else "savedmodel",
            artefact,
            course.inputs,
            self.outputs,
            "--threads",
            str(course.threads),
        ]
        surroundings = {
            "TF_ENABLE_ONEDNN_OPTS": course.one_dnn,
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "CUDA_VISIBLE_DEVICES": "-1",
            "OMP_NUM_THREADS": str(course.threads),
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **surroundings},
            )
        self.failure: str | None = None
        self.start = self._answer()

    def round(self, calls: int) -> None:
        """Lets it make `calls` calls; one that ends or hangs meanwhile is out from there on."""
        with contextlib.suppress(BrokenPipeError):  # one that has ended gives no answer either, which says why
            self.process.stdin.write(f"{calls}\n")
            self.process.stdin.flush()
        durations = self._answer()
        if durations is not None:
            self.medians.append(statistics.median(durations))

    def close(self) -> None:
        self.process.communicate()

    def _answer(self) -> dict | list | None:
        """The next line that it says, or nothing with `failure` set."""
        timer = threading.Timer(ANSWER_LIMIT_SECONDS, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        if not line:
            code = self.process.wait()
            self.failure = f"ended with {code}\n{children.tail(self.log)}"
            return None
        return json.loads(line)


def race(artefacts: dict[str, Path], course: Course, rounds: int, calls: int) -> dict[str, dict]:
    """For each artefact: error against the reference, latency, its ratio to the reference, memory, or why it is out."""
    contenders = {name: Contender(name, artefact, course) for name, artefact in artefacts.items()}
    try:
        for _ in range(rounds):
            for contender in contenders.values():
                if contender.failure is None:
                    contender.round(calls)
    finally:
        for contender in contenders.values():
            contender.close()
    reference = contenders[REFERENCE]
    if reference.failure is not None:
        raise SystemExit(f"{course.inputs}: ONNX Runtime does not run the model:\n{reference.failure}")
    return {name: result(contender, reference) for name, contender in contenders.items()}


def result(contender: Contender, reference: Contender) -> dict:
    if contender.failure is not None:
        return {"status": "does not run", "reason": contender.failure}
    ratios = [own / other for own, other in zip(contender.medians, reference.medians, strict=True)]
    return {
        "status": "runs",
        **contender.start,
        **accuracy(reference.outputs, contender.outputs),
        "median_millis": 1e3 * statistics.median(contender.medians),
        "ratio": statistics.median(ratios),
        "ratio_least": min(ratios),
        "ratio_most": max(ratios),
    }


def accuracy(expected: Path, actual: Path) -> dict:
    """The worst error of any output, and the orders of axes of those that had to be turned."""
    with np.load(expected) as wanted, np.load(actual) as got:
        try:
            names = layouts.pair(wanted.files, got.files)
            errors = {name: layouts.relative_error(wanted[name], got[key]) for name, key in names.items()}
        except ValueError as mismatch:
            return {"error": None, "mismatch": str(mismatch)}
    turned = {name: order for name, (_, order) in errors.items() if list(order) != sorted(order)}
    return {"error": max(error for error, _ in errors.values()), "turned": turned}
