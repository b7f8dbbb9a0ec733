"""Matches the tensors of a SavedModel with those of its ONNX model, by name, order and layout.

onnx2tf turns image inputs [N, C, H, W] to [N, H, W, C], may turn outputs likewise, and names outputs by their number. The
inputs are fed as the SavedModel asks for; that turning is outside of what is timed.
"""

import re

import numpy as np


def plain(name: str) -> str:
    """A name with all that TensorFlow's Python side may replace as one underscore."""
    return re.sub(r"\W+", "_", name).strip("_").lower()


def orders(rank: int) -> list[tuple[int, ...]]:
    """The orders of axes that converters change between: as it is, channels to the end, channels to the front."""
    kept = tuple(range(rank))
    if rank < 3:
        return [kept]
    return [kept, (0, *range(2, rank), 1), (0, rank - 1, *range(1, rank - 1))]


def feed_order(shape: tuple[int, ...], wanted: list[int | None]) -> tuple[int, ...]:
    """The order of axes in which an array of `shape` fits what a SavedModel wants; None stands for any length."""
    for order in orders(len(shape)):
        if len(wanted) == len(shape) and all(
            want is None or shape[axis] == want for axis, want in zip(order, wanted, strict=True)
        ):
            return order
    raise ValueError(f"the SavedModel wants {wanted}, which no order of the axes of {list(shape)} is")


def pair(expected: list[str], actual: list[str]) -> dict[str, str]:
    """For each expected name the actual one: the same but for punctuation, else the one at the same place."""
    by_name = {plain(name): name for name in actual}
    if len(actual) != len(expected):
        raise ValueError(f"the SavedModel has {actual}, the ONNX model {expected}")
    if len(by_name) == len(actual) and {plain(name) for name in expected} == by_name.keys():
        return {name: by_name[plain(name)] for name in expected}
    return dict(zip(expected, sorted(actual, key=numbers_in), strict=True))


def numbers_in(name: str) -> list[int]:
    """The numbers in a name, so that `output_10` comes after `output_9`."""
    return [int(digits) for digits in re.findall(r"\d+", name)]


def relative_error(expected: np.ndarray, actual: np.ndarray) -> tuple[float, tuple[int, ...]]:
    """The largest difference relative to the largest expected element, in the order of axes that fits best."""
    largest = float(np.abs(expected).max()) or 1.0
    errors = []
    for order in orders(actual.ndim):
        turned = actual.transpose(order)
        if turned.shape == expected.shape:
            error = float(np.abs(turned.astype(np.float64) - expected).max() / largest)
            errors.append((error if np.isfinite(error) else float("inf"), order))
    if not errors:
        raise ValueError(f"the SavedModel gives {list(actual.shape)}, the ONNX model {list(expected.shape)}")
    return min(errors)
