"""Exports the twelve networks with seeded random weights to ONNX, each with one seeded set of inputs.

    python export.py FOLDER [NAME ...]

Writes FOLDER/NAME.onnx, weights inside the file, and FOLDER/NAME.npz with the inputs, as PyTorch's TorchScript exporter
writes them at opset 17. Each file is checked by the ONNX checker, and ONNX Runtime's outputs must be those of PyTorch.
"""

import argparse
import warnings
import zlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from networks import NETWORKS, Example

OPSET = 17
AGREEMENT = 1e-3
"""The largest difference between PyTorch and ONNX Runtime, relative to the largest element of the output."""


def export(example: Example, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of each Python number that it takes for a constant
        torch.onnx.export(
            example.module,
            tuple(example.inputs.values()),
            path,
            input_names=list(example.inputs),
            output_names=example.outputs,
            dynamic_axes=example.free_axes,
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.checker.check_model(str(path), full_check=True)
    np.savez(path.with_suffix(".npz"), **{name: value.numpy() for name, value in example.inputs.items()})


def disagreement(example: Example, path: Path) -> float:
    """The largest difference between ONNX Runtime and PyTorch, relative to the largest element of each output."""
    with torch.no_grad():
        expected = example.module(*example.inputs.values())
    expected = [expected] if isinstance(expected, torch.Tensor) else list(expected)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    actual = session.run(example.outputs, {name: value.numpy() for name, value in example.inputs.items()})
    worst = 0.0
    for name, want, got in zip(example.outputs, (tensor.numpy() for tensor in expected), actual, strict=True):
        largest = np.abs(want).max()
        if not np.isfinite(want).all() or want.std() < 1e-4 * largest or largest == 0:
            raise SystemExit(f"{path}: output {name} says too little: largest {largest}, deviation {want.std()}")
        worst = max(worst, float(np.abs(want - got).max() / largest))
    return worst


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="where the ONNX files go")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NETWORKS)}; all when none is named")
    arguments = arguments.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or NETWORKS:
        torch.manual_seed(zlib.crc32(name.encode()))
        example, path = NETWORKS[name](), arguments.folder / f"{name}.onnx"
        export(example, path)
        error = disagreement(example, path)
        if not error <= AGREEMENT:
            raise SystemExit(f"{path}: ONNX Runtime differs from PyTorch by {error:.2e} of the largest element")
        print(f"{path}: {path.stat().st_size / 1e6:.0f} MB, ONNX Runtime within {error:.1e} of PyTorch", flush=True)


if __name__ == "__main__":
    main()
