"""Image classifiers of torchvision: `image` float32 [batch, 3, 224, 224] to `logits` float32 [batch, 1000]."""

from collections.abc import Callable

import torch
import torchvision
from torch import nn

from .example import Example
from .weights import calibrate_normalisation, spread_constants

IMAGE = (3, 224, 224)


def _classifier(build: Callable[..., nn.Module]) -> Example:
    module = build(weights=None)
    spread_constants(module)
    if any(isinstance(part, nn.BatchNorm2d) for part in module.modules()):
        calibrate_normalisation(module, lambda: torch.randn(4, *IMAGE))
    return Example(
        module.eval(),
        {"image": torch.randn(1, *IMAGE)},
        ["logits"],
        {"image": {0: "batch"}, "logits": {0: "batch"}},
    )


def resnet50() -> Example:
    return _classifier(torchvision.models.resnet50)


def mobilenet_v2() -> Example:
    return _classifier(torchvision.models.mobilenet_v2)


def efficientnet_b0() -> Example:
    return _classifier(torchvision.models.efficientnet_b0)


def convnext_tiny() -> Example:
    return _classifier(torchvision.models.convnext_tiny)


def vit_b_16() -> Example:
    return _classifier(torchvision.models.vit_b_16)


def swin_t() -> Example:
    return _classifier(torchvision.models.swin_t)
