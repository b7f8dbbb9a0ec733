"""A bidirectional LSTM of two layers over 100 steps, as in tagging and speech models."""

import torch
from torch import nn

from .example import Example

STEPS, FEATURES, HIDDEN, CLASSES = 100, 128, 256, 64


class Tagger(nn.Module):
    """`frames` float32 [batch, steps, features] to `logits` float32 [batch, steps, classes]."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(FEATURES, HIDDEN, num_layers=2, bidirectional=True, batch_first=True)
        self.head = nn.Linear(2 * HIDDEN, CLASSES)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        return self.head(self.lstm(frames)[0])


def lstm() -> Example:
    return Example(
        Tagger().eval(),
        {"frames": torch.randn(1, STEPS, FEATURES)},
        ["logits"],
        {"frames": {0: "batch"}, "logits": {0: "batch"}},
    )
