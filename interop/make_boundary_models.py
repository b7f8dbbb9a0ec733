"""Writes small ONNX models whose names, dtypes and shapes are what a converted model must keep at its boundary.

    python make_boundary_models.py FOLDER

Each model lies in FOLDER/NAME/model.onnx with test data beside it. What they compute is trivial; what TensorFlow and
Python make of their inputs and outputs is not.
"""

import argparse
from pathlib import Path

import ml_dtypes
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 21
IR_VERSION = 10
RANDOM = np.random.default_rng(1)

# Two inputs and two outputs each, in the order of the model.
NAMES = {
    "order": (("b", "a"), ("y", "x")),
    "order_of_cases": (("B", "a"), ("c", "A")),
    "same_but_for_case": (("X", "x"), ("Y", "y")),
    "crossed": (("z", "a"), ("y", "b")),
    "dots": (("past.0.key", "past.1.key"), ("out.0", "out.1")),
    "colons": (("in:0", "in:1"), ("Stateful:1", "Stateful:0")),
    "slashes_and_spaces": (("/model/in a", "/model/in b"), ("/out/x", "/out/y")),
    "same_but_for_punctuation": (("a.b", "a_b"), ("y.z", "y_z")),
    "unicode": (("größe", "数"), ("ü", "ß")),
    "keywords": (("class", "from"), ("return", "def")),
    "self": (("self", "cls"), ("x", "y")),
    "numbers": (("1", "2"), ("3", "4")),
    "underscores": (("_a", "__b"), ("_c", "__d")),
    "parameters_of_keras": (("inputs", "training"), ("y", "z")),
    "parameters_of_python": (("args", "kwargs"), ("name", "output")),
    "children_of_the_object": (("serve", "signatures"), ("variables", "trainable_variables")),
}

DTYPES = {
    TensorProto.FLOAT16: np.float16,
    TensorProto.BFLOAT16: ml_dtypes.bfloat16,
    TensorProto.FLOAT: np.float32,
    TensorProto.DOUBLE: np.float64,
    TensorProto.INT8: np.int8,
    TensorProto.INT16: np.int16,
    TensorProto.INT32: np.int32,
    TensorProto.INT64: np.int64,
    TensorProto.UINT8: np.uint8,
    TensorProto.UINT16: np.uint16,
    TensorProto.UINT32: np.uint32,
    TensorProto.UINT64: np.uint64,
    TensorProto.BOOL: np.bool_,
    TensorProto.COMPLEX64: np.complex64,
    TensorProto.COMPLEX128: np.complex128,
    TensorProto.FLOAT8E4M3FN: ml_dtypes.float8_e4m3fn,
    TensorProto.FLOAT8E4M3FNUZ: ml_dtypes.float8_e4m3fnuz,
    TensorProto.FLOAT8E5M2: ml_dtypes.float8_e5m2,
    TensorProto.FLOAT8E5M2FNUZ: ml_dtypes.float8_e5m2fnuz,
    TensorProto.FLOAT4E2M1: ml_dtypes.float4_e2m1fn,
    TensorProto.INT4: ml_dtypes.int4,
    TensorProto.UINT4: ml_dtypes.uint4,
}

Arrays = list[np.ndarray]


def write(folder: Path, graph: onnx.GraphProto, *cases: tuple[Arrays, Arrays]) -> None:
    """Writes a model and its data sets: the arrays passed and those expected, in the order of the graph."""
    folder = folder / graph.name
    folder.mkdir(parents=True, exist_ok=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.save(model, folder / "model.onnx")
    for number, case in enumerate(cases):
        data = folder / f"test_data_set_{number}"
        data.mkdir(exist_ok=True)
        for kind, arrays in zip(("input", "output"), case):
            for index, array in enumerate(arrays):
                (data / f"{kind}_{index}.pb").write_bytes(numpy_helper.from_array(array).SerializeToString())


def floats(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape, dtype=np.float32)


def rows(name: str) -> onnx.ValueInfoProto:
    """A float32 value of shape [n, 2]."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 2])


def negation(
    name: str, inputs: list, outputs: list, weights: dict[str, np.ndarray], source: str = "x"
) -> onnx.GraphProto:
    """A graph that computes y, the negative of the source."""
    initializers = [numpy_helper.from_array(array, key) for key, array in weights.items()]
    return helper.make_graph([helper.make_node("Neg", [source], ["y"])], name, inputs, outputs, initializers)


def write_names(folder: Path) -> None:
    for name, ((a, b), (difference, product)) in NAMES.items():
        nodes = [helper.make_node("Sub", [a, b], [difference]), helper.make_node("Mul", [a, b], [product])]
        graph = helper.make_graph(nodes, f"names_{name}", [rows(a), rows(b)], [rows(difference), rows(product)])
        pairs = [(floats(n, 2), floats(n, 2)) for n in (3, 1, 0)]
        write(folder, graph, *(([p, q], [p - q, p * q]) for p, q in pairs))


def write_dtypes(folder: Path) -> None:
    values = np.array([[0, 1], [2, 3]])
    for element_type, dtype in DTYPES.items():
        x, y = (helper.make_tensor_value_info(name, element_type, ["n", 2]) for name in "xy")
        name = TensorProto.DataType.Name(element_type).lower()
        graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], f"dtype_{name}", [x], [y])
        array = values.astype(dtype)
        write(folder, graph, ([array], [array]))
    x, y = (helper.make_tensor_value_info(name, TensorProto.STRING, ["n", 2]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "dtype_string", [x], [y])
    texts = np.array([["a", "ü"], ["", "a\0b"]], dtype=object)
    write(folder, graph, ([texts], [texts]))


def write_shapes(folder: Path) -> None:
    def value(name: str, shape: list | None) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    for name, declared, sizes in (
        ("scalar", [], [()]),
        ("fixed", [3, 2], [(3, 2)]),
        ("unnamed_dimensions", [None, None], [(3, 2), (1, 5)]),
        ("any_rank", None, [(), (3,), (1, 2, 1, 2, 1)]),
    ):
        graph = negation(f"shape_{name}", [value("x", declared)], [value("y", declared)], {})
        write(folder, graph, *(([x], [-x]) for x in (np.asarray(floats(*size)) for size in sizes)))


def write_wiring(folder: Path) -> None:
    x, w = floats(3, 2), floats(3, 2)
    write(folder, negation("wiring_one_dotted_input", [rows("x.1")], [rows("y")], {}, "x.1"), ([x], [-x]))
    write(folder, negation("wiring_no_input", [], [rows("y")], {"w": w}, "w"), ([], [-w]))
    write(folder, negation("wiring_unused_input", [rows("x"), rows("u")], [rows("y")], {}), ([x, w], [-x]))
    write(folder, negation("wiring_input_as_output", [rows("x")], [rows("y"), rows("x")], {}), ([x], [-x, x]))
    write(folder, negation("wiring_weight_as_output", [rows("x")], [rows("y"), rows("w")], {"w": w}), ([x], [-x, w]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="where to write the models")
    folder = arguments.parse_args().folder
    for write_family in (write_names, write_dtypes, write_shapes, write_wiring):
        write_family(folder)


if __name__ == "__main__":
    main()
