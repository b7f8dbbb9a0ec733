"""What a converted model promises: the tensors that cross its boundary, as the ONNX model declares them.

A tensor crosses under its own name. What SavedModel signatures do not know is spread over several tensors: a sequence
`x` of tensors crosses as `x/values` (all elements, flat) and `x/shapes` (int64 [length, rank], short rows padded with
-1), an optional tensor `x` as `x` and `x/present` (bool scalar).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import tensorflow as tf
from onnx import TensorProto, numpy_helper

# Element types that TensorFlow computes nothing with travel in the nearest type that holds all their values.
CARRIERS = {
    TensorProto.FLOAT8E4M3FN: tf.float32,
    TensorProto.FLOAT8E4M3FNUZ: tf.float32,
    TensorProto.FLOAT8E5M2: tf.float32,
    TensorProto.FLOAT8E5M2FNUZ: tf.float32,
    TensorProto.FLOAT8E8M0: tf.float32,
    TensorProto.FLOAT4E2M1: tf.float32,
    TensorProto.INT4: tf.int8,
    TensorProto.INT2: tf.int8,
    TensorProto.UINT4: tf.uint8,
    TensorProto.UINT2: tf.uint8,
    TensorProto.STRING: tf.string,
}


@dataclass(frozen=True)
class Port:
    """A tensor that crosses the boundary.

    shape holds a number for a fixed dimension, a name for a symbolic one, None for one of which nothing is said, and
    is itself None where the model declares no shape.
    """

    key: str
    dtype: tf.DType
    shape: tuple[int | str | None, ...] | None


def carrier(element_type: int) -> tf.DType:
    """The TensorFlow dtype in which elements of an ONNX type cross."""
    if element_type in CARRIERS:
        return CARRIERS[element_type]
    return tf.dtypes.as_dtype(onnx.helper.tensor_dtype_to_np_dtype(element_type))


def required_inputs(graph: onnx.GraphProto) -> list[onnx.ValueInfoProto]:
    """The inputs that a caller must pass: those without an initializer."""
    defaults = {tensor.name for tensor in graph.initializer} | {t.values.name for t in graph.sparse_initializer}
    return [value for value in graph.input if value.name not in defaults]


def ports(value: onnx.ValueInfoProto) -> list[Port]:
    """The tensors as which an input or output crosses."""
    kind = value.type.WhichOneof("value")
    if kind == "tensor_type":
        tensor = value.type.tensor_type
        return [Port(value.name, carrier(tensor.elem_type), declared_shape(tensor))]
    if kind == "sequence_type" and value.type.sequence_type.elem_type.HasField("tensor_type"):
        element = value.type.sequence_type.elem_type.tensor_type
        return [
            Port(f"{value.name}/values", carrier(element.elem_type), (None,)),
            Port(f"{value.name}/shapes", tf.int64, (None, None)),
        ]
    if kind == "optional_type" and value.type.optional_type.elem_type.HasField("tensor_type"):
        element = value.type.optional_type.elem_type.tensor_type
        return [
            Port(value.name, carrier(element.elem_type), declared_shape(element)),
            Port(f"{value.name}/present", tf.bool, ()),
        ]
    raise ValueError(f"no form is laid down in which {value.name} ({kind}) crosses the boundary")


def declared_shape(tensor: onnx.TypeProto.Tensor) -> tuple[int | str | None, ...] | None:
    if not tensor.HasField("shape"):
        return None
    return tuple(declared_dim(dim) for dim in tensor.shape.dim)


def declared_dim(dim: onnx.TensorShapeProto.Dimension) -> int | str | None:
    if dim.HasField("dim_value") and dim.dim_value >= 0:
        return dim.dim_value
    return dim.dim_param or None


def read(value: onnx.ValueInfoProto, file: Path) -> dict[str, np.ndarray]:
    """Reads a file of an ONNX test data set as the tensors in which the value crosses, by key."""
    kind = value.type.WhichOneof("value")
    if kind == "tensor_type":
        return {value.name: in_carrier(onnx.load_tensor(file))}
    if kind == "sequence_type":
        sequence = onnx.SequenceProto.FromString(file.read_bytes())
        values = [in_carrier(tensor) for tensor in sequence.tensor_values]
        element = carrier(value.type.sequence_type.elem_type.tensor_type.elem_type)
        return packed(value.name, values, element.as_numpy_dtype)
    optional = onnx.OptionalProto.FromString(file.read_bytes())
    if optional.HasField("tensor_value"):
        return {value.name: in_carrier(optional.tensor_value), f"{value.name}/present": np.array(True)}
    element = value.type.optional_type.elem_type.tensor_type
    absent = tuple(dim if isinstance(dim, int) else 0 for dim in declared_shape(element) or ())
    zeros = np.zeros(absent, carrier(element.elem_type).as_numpy_dtype)
    return {value.name: zeros, f"{value.name}/present": np.array(False)}


def in_carrier(tensor: TensorProto) -> np.ndarray:
    array = numpy_helper.to_array(tensor)
    if tensor.data_type == TensorProto.STRING:
        encoded = [text.encode() if isinstance(text, str) else text for text in array.reshape(-1)]
        return np.array(encoded, dtype=object).reshape(array.shape)
    return array.astype(carrier(tensor.data_type).as_numpy_dtype)


def packed(name: str, values: list[np.ndarray], dtype: type) -> dict[str, np.ndarray]:
    rank = max((value.ndim for value in values), default=0)
    rows = [[*value.shape, *[-1] * (rank - value.ndim)] for value in values]
    return {
        f"{name}/values": np.concatenate([np.zeros(0, dtype), *(value.reshape(-1) for value in values)]),
        f"{name}/shapes": np.array(rows, np.int64).reshape(len(values), rank),
    }
