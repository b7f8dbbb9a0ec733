"""The converters that are compared, as command lines.

An attempt is a way to call a converter. The first is the plain call; the others help it with what its manual advises for
models that the plain call does not convert, and the result says which one it took.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Shapes = dict[str, tuple[int, ...]]
"""The shape of each input of a model, in its order."""


@dataclass(frozen=True)
class Attempt:
    """A command line; `how` says in words what it adds to the plain call."""

    how: str
    command: list[str]


@dataclass(frozen=True)
class Tool:
    """A converter: its attempts for a model file, the folder to write, and the shapes of the inputs."""

    name: str
    attempts: Callable[[Path, Path, Shapes], list[Attempt]]


def input_shapes(inputs: Path) -> Shapes:
    with np.load(inputs) as arrays:
        return {name: arrays[name].shape for name in arrays.files}


def ferry(launcher: Path, options: str) -> Tool:
    plain = [str(launcher), "convert", *shlex.split(options)]
    return Tool("ferry", lambda model, folder, shapes: [Attempt("plain", [*plain, str(model), "-o", str(folder)])])


def onnx2tf(environment: Path, name: str, backend: list[str]) -> Tool:
    """onnx2tf turns each input of three axes and more to channels-last, also those that are no images.

    `-kat` keeps those as they are, which its manual advises; `-ois` fixes all free axes.
    """

    def attempts(model: Path, folder: Path, shapes: Shapes) -> list[Attempt]:
        plain = [str(environment / "bin" / "onnx2tf"), "-i", str(model), "-o", str(folder), "-n", *backend]
        kept = [name for name, shape in shapes.items() if name != "image" and len(shape) > 2]
        if kept:
            plain += ["-kat", *kept]
        fixed = [f"{name}:{','.join(map(str, shape))}" for name, shape in shapes.items()]
        return [Attempt("plain", plain), Attempt("free axes fixed", [*plain, "-ois", *fixed])]

    return Tool(name, attempts)


def onnx_tf(environment: Path) -> Tool:
    command = [str(environment / "bin" / "onnx-tf"), "convert"]
    return Tool(
        "onnx-tf",
        lambda model, folder, shapes: [Attempt("plain", [*command, "-i", str(model), "-o", str(folder)])],
    )


def all_tools(work: Path, launcher: Path, ferry_options: str) -> dict[str, Tool]:
    """The tools by name, in the order of the tables."""
    environment = work / "venv-onnx2tf"
    tools = [
        ferry(launcher, ferry_options),
        onnx2tf(environment, "onnx2tf", ["-tb", "flatbuffer_direct", "-fdosm"]),
        onnx2tf(environment, "onnx2tf-keras", ["-tb", "tf_converter"]),
        onnx_tf(work / "venv-onnx-tf"),
    ]
    return {tool.name: tool for tool in tools}
