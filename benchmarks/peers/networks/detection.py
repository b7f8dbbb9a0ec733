"""SSDLite320 with MobileNet-V3 of torchvision: backbone, heads and box decoding.

Resizing before and non-maximum suppression after it are left out: with random weights the scores are close to each
other, so that suppression would keep other boxes at the smallest difference of rounding.
"""

import torch
import torchvision
from torch import nn
from torchvision.models.detection.image_list import ImageList

from .example import Example
from .weights import calibrate_normalisation, spread_constants

SIDE = 320


class Detector(nn.Module):
    """`image` float32 [batch, 3, 320, 320] to `boxes` [batch, anchors, 4] in pixels, `scores` [batch, anchors, 91]."""

    def __init__(self, ssd: nn.Module) -> None:
        super().__init__()
        self.backbone, self.head = ssd.backbone, ssd.head
        image = torch.zeros(1, 3, SIDE, SIDE)
        with torch.no_grad():
            features = list(self.backbone.eval()(image).values())
            anchors = ssd.anchor_generator(ImageList(image, [(SIDE, SIDE)]), features)[0]
        size = anchors[:, 2:] - anchors[:, :2]
        self.register_buffer("size", size)
        self.register_buffer("centre", anchors[:, :2] + size / 2)

    def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        heads = self.head(list(self.backbone(image).values()))
        offset, growth = heads["bbox_regression"].split(2, dim=-1)
        centre = self.centre + offset * 0.1 * self.size
        half = torch.exp(torch.clamp(growth * 0.2, max=4.0)) * self.size / 2
        boxes = torch.cat([centre - half, centre + half], dim=-1).clamp(0, SIDE)
        return boxes, torch.softmax(heads["cls_logits"], dim=-1)


def ssdlite() -> Example:
    ssd = torchvision.models.detection.ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None)
    module = Detector(ssd)
    spread_constants(module)
    calibrate_normalisation(module, lambda: torch.randn(4, 3, SIDE, SIDE))
    outputs = ["boxes", "scores"]
    return Example(
        module,
        {"image": torch.randn(1, 3, SIDE, SIDE)},
        outputs,
        {name: {0: "batch"} for name in ("image", *outputs)},
    )
