"""Opens a converted model in Python TensorFlow and holds it against the ONNX model that it was converted from.

    python check_savedmodel.py MODEL.onnx SAVEDMODEL_DIR [MODEL.onnx SAVEDMODEL_DIR ...]

Checked are the contract (names, dtypes, ranks, fixed and free dimensions of inputs and outputs, in the signature
as stored and as loaded) and, for each test_data_set_* beside the ONNX model, the outputs of the signature and of the
loaded object itself, called with arguments in order, with a dictionary, and by keywords where all names allow it.
Prints every difference; exits with 1 if there is one.
"""

import argparse
import keyword
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import onnx
import tensorflow as tf
from onnx_contract import Port, ports, read, required_inputs
from tensorflow.core.protobuf import saved_model_pb2

SIGNATURE = "serving_default"

MESSAGE_CHARACTERS = 400

# Largest error of a sound conversion, relative to the largest expected magnitude. Everything else must be equal.
TOLERANCES = {tf.float64: 1e-9, tf.float32: 1e-4, tf.float16: 2e-2, tf.bfloat16: 5e-2, tf.complex64: 1e-4}


def check_ports(
    where: str, declared: Iterable[Port], found: Mapping[str, tf.TensorSpec], symbols: set[str | None]
) -> list[str]:
    """Compares one side of the contract. Dimensions named in symbols must be free; others that the ONNX model leaves
    open may be fixed by what is known of them."""
    wanted = {port.key: port for port in declared}
    problems = [f"{where}: {key} is missing" for key in wanted.keys() - found.keys()]
    problems += [f"{where}: {key} is not in the ONNX model" for key in found.keys() - wanted.keys()]
    for key in wanted.keys() & found.keys():
        port, spec = wanted[key], found[key]
        if spec.dtype != port.dtype:
            problems.append(f"{where}: {key} is {spec.dtype.name}, not {port.dtype.name}")
        if not shape_kept(port.shape, spec.shape, symbols):
            problems.append(f"{where}: {key} has shape {spec.shape}, the ONNX model says {port.shape}")
    return sorted(problems)


def shape_kept(declared: tuple[int | str | None, ...] | None, found: tf.TensorShape, symbols: set[str | None]) -> bool:
    if declared is None:
        return True
    if found.rank != len(declared):
        return False
    return all(
        actual == dim if isinstance(dim, int) else actual is None or dim not in symbols
        for dim, actual in zip(declared, found.as_list())
    )


def stored_signature(folder: Path) -> tuple[dict[str, tf.TensorSpec], dict[str, tf.TensorSpec]]:
    """Inputs and outputs of the signature as saved_model.pb holds it, which is what TensorFlow Serving reads."""
    saved = saved_model_pb2.SavedModel.FromString((folder / "saved_model.pb").read_bytes())
    signature = saved.meta_graphs[0].signature_def[SIGNATURE]
    return specs(signature.inputs), specs(signature.outputs)


def specs(infos: Mapping) -> dict[str, tf.TensorSpec]:
    return {key: tf.TensorSpec(tf.TensorShape(info.tensor_shape), info.dtype) for key, info in infos.items()}


def check_contract(graph: onnx.GraphProto, folder: Path, signature) -> list[str]:
    inputs = [port for value in required_inputs(graph) for port in ports(value)]
    outputs = [port for value in graph.output for port in ports(value)]
    # What the caller may vary. None stands for dimensions of inputs without a name.
    symbols = {dim for port in inputs for dim in port.shape or () if not isinstance(dim, int)}
    stored_inputs, stored_outputs = stored_signature(folder)
    positional, by_keyword = signature.structured_input_signature
    # Where Python could not tell the names apart, the inputs are positional and only their specifications are named.
    loaded_inputs = {spec.name: spec for spec in positional} | by_keyword
    return [
        *check_ports("stored inputs", inputs, stored_inputs, symbols),
        *check_ports("stored outputs", outputs, stored_outputs, symbols - {None}),
        *check_ports("loaded inputs", inputs, loaded_inputs, symbols),
        *check_ports("loaded outputs", outputs, signature.structured_outputs, symbols - {None}),
    ]


def check_outputs(where: str, results, expected: Mapping[str, np.ndarray], tolerance: float | None) -> list[str]:
    if not isinstance(results, Mapping):
        return [f"{where}: gives {type(results).__name__}, not a mapping of outputs by name"]
    if results.keys() != expected.keys():
        return [f"{where}: gives {sorted(results)}, not {sorted(expected)}"]
    problems = (difference(results[key], wanted, tolerance) for key, wanted in expected.items())
    return [f"{where}: {key} {problem}" for key, problem in zip(expected, problems) if problem]


def difference(result: tf.Tensor, expected: np.ndarray, tolerance: float | None) -> str | None:
    """Says in what a result differs from what is expected, or None."""
    actual = result.numpy()
    if np.shape(actual) != expected.shape:
        return f"has shape {np.shape(actual)}, not {expected.shape}"
    if result.dtype not in TOLERANCES:
        differing = int(np.sum(actual != expected))
        return f"differs in {differing} of {expected.size} elements" if differing else None
    wide = np.complex128 if result.dtype.is_complex else np.float64
    actual, expected = np.asarray(actual).astype(wide), expected.astype(wide)
    finite = np.isfinite(expected)
    if not np.array_equal(actual[~finite], expected[~finite], equal_nan=True) or not np.isfinite(actual[finite]).all():
        return "has NaN or infinity in other places"
    error = np.abs(actual[finite] - expected[finite]).max(initial=0.0)
    largest = np.abs(expected[finite]).max(initial=0.0)
    if error > (tolerance or TOLERANCES[result.dtype]) * largest:
        return f"is off by {error:.3g} where the largest expected magnitude is {largest:.3g}"
    return None


def told_apart(keys: Iterable[str]) -> bool:
    """Whether TensorFlow's Python can pass these keys as keywords: of all punctuation it makes underscores, and the
    first parameter of its own method is called self."""
    parameters = [re.sub(r"\W", "_", key) for key in keys]
    return len(set(parameters)) == len(parameters) and "self" not in parameters


def calls(loaded, signature, tensors: dict[str, tf.Tensor]) -> dict[str, Callable[[], object]]:
    """The ways in which the model can be called with the inputs, by a word for each."""
    ways = {"object, in order": lambda: loaded(*tensors.values())}
    if tensors:
        ways["object, dictionary"] = lambda: loaded(tensors)
    if told_apart(tensors):
        ways["signature"] = lambda: signature(**tensors)
        if all(key.isidentifier() and not keyword.iskeyword(key) for key in tensors):
            ways["object, keywords"] = lambda: loaded(**tensors)
    return ways


def check_data(graph: onnx.GraphProto, data: Path, tolerance: float | None, loaded, signature) -> list[str]:
    inputs, expected = {}, {}
    for index, value in enumerate(required_inputs(graph)):
        inputs |= read(value, data / f"input_{index}.pb")
    for index, value in enumerate(graph.output):
        expected |= read(value, data / f"output_{index}.pb")
    tensors = {
        key: tf.constant(array, tf.string if array.dtype == object else None) for key, array in inputs.items()
    }
    problems = []
    for way, call in calls(loaded, signature, tensors).items():
        where = f"{data.name}, {way}"
        try:
            results = call()
        except (TypeError, ValueError, tf.errors.OpError) as failure:
            problems.append(f"{where}: {shortened(failure)}")
            continue
        if isinstance(results, tf.Tensor) and len(expected) == 1:
            # Called as an object, a model of one output gives that tensor.
            results = dict(zip(expected, [results]))
        problems += check_outputs(where, results, expected, tolerance)
    return problems


def check(model: Path, folder: Path, tolerance: float | None) -> list[str]:
    graph = onnx.load(model, load_external_data=False).graph
    try:
        loaded = tf.saved_model.load(folder)
    except (OSError, ValueError, KeyError, TypeError, tf.errors.OpError) as failure:
        return [f"does not load: {shortened(failure)}"]
    signature = loaded.signatures[SIGNATURE]
    problems = check_contract(graph, folder, signature)
    for data in sorted(model.parent.glob("test_data_set_*")):
        problems += check_data(graph, data, tolerance, loaded, signature)
    return problems


def shortened(failure: Exception) -> str:
    """What failed in a line: TensorFlow quotes whole tensors and graphs, and the reason stands before them."""
    return f"{type(failure).__name__}: {' '.join(str(failure)[:MESSAGE_CHARACTERS].split())}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="an ONNX model and the folder it was converted into"
    )
    arguments.add_argument(
        "--tolerance", type=float, help="error of floats relative to the largest expected magnitude; default: by dtype"
    )
    given = arguments.parse_args()
    if len(given.paths) % 2:
        arguments.error("each ONNX model needs a folder")

    differing = 0
    for model, folder in zip(given.paths[::2], given.paths[1::2]):
        problems = check(model, folder, given.tolerance)
        differing += bool(problems)
        print(f"{'differs' if problems else 'agrees'}: {model}", *problems, sep="\n    ", flush=True)
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
