"""A network with what its export needs."""

from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass(frozen=True)
class Example:
    """A network in evaluation mode, its inputs in the order of `forward`, its outputs and its free axes."""

    module: nn.Module
    inputs: dict[str, torch.Tensor]
    outputs: list[str]
    free_axes: dict[str, dict[int, str]] = field(default_factory=dict)
    """For an input or output, the name of each axis whose length is free."""
