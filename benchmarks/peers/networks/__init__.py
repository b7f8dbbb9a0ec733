"""The twelve networks that converters are compared on: what they compute, their inputs and which axes are free."""

from collections.abc import Callable

from . import detection, recurrent, segmentation, speech, text, vision
from .example import Example

NETWORKS: dict[str, Callable[[], Example]] = {
    "resnet50": vision.resnet50,
    "mobilenet_v2": vision.mobilenet_v2,
    "efficientnet_b0": vision.efficientnet_b0,
    "convnext_tiny": vision.convnext_tiny,
    "vit_b_16": vision.vit_b_16,
    "swin_t": vision.swin_t,
    "bert_base": text.bert_base,
    "gpt2_cache": text.gpt2_cache,
    "lstm": recurrent.lstm,
    "unet": segmentation.unet,
    "ssdlite": detection.ssdlite,
    "whisper_tiny": speech.whisper_tiny,
}
"""The builders by the name of the ONNX file, in the order of the tables."""

__all__ = ["NETWORKS", "Example"]
