"""A U-Net with four levels, transposed convolutions on the way up and skip connections."""

import torch
from torch import nn

from .example import Example
from .weights import calibrate_normalisation, spread_constants

SIDE, CHANNELS, CLASSES = 256, (32, 64, 128, 256, 512), 2


def _double_convolution(inner: int, outer: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inner, outer, 3, padding=1, bias=False),
        nn.BatchNorm2d(outer),
        nn.ReLU(inplace=True),
        nn.Conv2d(outer, outer, 3, padding=1, bias=False),
        nn.BatchNorm2d(outer),
        nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    """`image` float32 [batch, 3, side, side] to `mask` float32 [batch, classes, side, side]."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.ModuleList(_double_convolution(*pair) for pair in zip((3, *CHANNELS), CHANNELS))
        self.pool = nn.MaxPool2d(2)
        rising = list(zip(CHANNELS[::-1], CHANNELS[-2::-1]))
        self.widen = nn.ModuleList(nn.ConvTranspose2d(inner, outer, 2, stride=2) for inner, outer in rising)
        self.up = nn.ModuleList(_double_convolution(inner, outer) for inner, outer in rising)
        self.head = nn.Conv2d(CHANNELS[0], CLASSES, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x, skips = image, []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else self.pool(x))
            skips.append(x)
        skips.pop()
        for widen, block in zip(self.widen, self.up):
            x = block(torch.cat([skips.pop(), widen(x)], dim=1))
        return self.head(x)


def unet() -> Example:
    module = UNet()
    spread_constants(module)
    calibrate_normalisation(module, lambda: torch.randn(2, 3, SIDE, SIDE))
    return Example(
        module,
        {"image": torch.randn(1, 3, SIDE, SIDE)},
        ["mask"],
        {"image": {0: "batch"}, "mask": {0: "batch"}},
    )
