"""One contender in a process of its own: loads an artefact, runs it when told, says what each call took.

    contender.py {onnx|savedmodel} ARTEFACT INPUTS.npz OUTPUTS.npz --threads N

Speaks lines of JSON: first what it loaded, then, for each line with a number on its standard input, that many durations
in seconds. OUTPUTS.npz gets the outputs of the first call.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import layouts

Outputs = dict[str, np.ndarray]
WARM_UP_CALLS = 3


def onnx_runtime(path: Path, inputs: Outputs, threads: int) -> Callable[[], Outputs]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return lambda: dict(zip(names, session.run(names, inputs), strict=True))


def saved_model(path: Path, inputs: Outputs, threads: int) -> Callable[[], Outputs]:
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    loaded = tf.saved_model.load(str(path))
    function = loaded.signatures["serving_default"]
    specs = function.structured_input_signature[1]
    feed = {}
    for name, key in layouts.pair(list(inputs), list(specs)).items():
        wanted = specs[key]
        order = layouts.feed_order(inputs[name].shape, wanted.shape.as_list())
        array = np.ascontiguousarray(inputs[name].transpose(order))
        feed[key] = tf.constant(array, dtype=wanted.dtype)

    def call() -> Outputs:
        return {name: tensor.numpy() for name, tensor in function(**feed).items()}

    call.owner = loaded  # the variables live as long as the object that was loaded
    return call


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def say(value: object) -> None:
    print(json.dumps(value), flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("kind", choices=("onnx", "savedmodel"))
    arguments.add_argument("artefact", type=Path)
    arguments.add_argument("inputs", type=Path)
    arguments.add_argument("outputs", type=Path)
    arguments.add_argument("--threads", type=int, required=True)
    arguments = arguments.parse_args()
    with np.load(arguments.inputs) as arrays:
        inputs = {name: arrays[name] for name in arrays.files}
    begin = time.perf_counter()
    load = onnx_runtime if arguments.kind == "onnx" else saved_model
    call = load(arguments.artefact, inputs, arguments.threads)
    outputs = call()
    first_call_seconds = time.perf_counter() - begin
    np.savez(arguments.outputs, **outputs)
    for _ in range(WARM_UP_CALLS):
        call()
    say({"load_and_first_call_seconds": first_call_seconds, "resident_bytes": resident_bytes()})
    for line in sys.stdin:
        durations = []
        for _ in range(int(line)):
            begin = time.perf_counter()
            call()
            durations.append(time.perf_counter() - begin)
        say(durations)


if __name__ == "__main__":
    main()
