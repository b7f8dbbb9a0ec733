"""Seeded random weights with which every part of a network has a say in its outputs."""

from collections.abc import Callable

import torch
from torch import nn

NORMALISATION_BATCHES = 3


def spread_constants(module: nn.Module) -> None:
    """Gives each parameter that starts as a constant (zero biases, unit scales, zero heads) random values around it.

    A head or a bias of zeros would hide a wrong converter, and the scales of 1e-6 in front of a residual sum would hide
    the whole branch, so such scales become about 0.1.
    """
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if parameter.numel() == 1 or parameter.min() != parameter.max():
                continue
            if name.endswith("layer_scale"):
                parameter.uniform_(0.05, 0.15)
            elif parameter.dim() > 1:
                parameter.normal_(std=0.02)
            else:
                parameter.add_(torch.randn_like(parameter) * 0.1)


def calibrate_normalisation(module: nn.Module, images: Callable[[], torch.Tensor]) -> None:
    """Lets each batch normalisation learn the statistics of what reaches it.

    With the statistics of a fresh network (mean 0, variance 1) the activations grow or vanish from block to block.
    """
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.momentum = None  # the plain average over all calibrating batches
        elif isinstance(part, nn.Dropout):
            part.eval()
    module.train()
    with torch.no_grad():
        for _ in range(NORMALISATION_BATCHES):
            module(images())
    module.eval()
