"""Multi-head attention in plain PyTorch, in the form that exporters of language models write: MatMul, Softmax, MatMul."""

import math

import torch
from torch import nn


class Attention(nn.Module):
    """Scaled dot-product attention over `heads` heads of a width [.., width]."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def split(self, x: torch.Tensor) -> torch.Tensor:
        """[batch, length, width] to [batch, heads, length, width / heads]."""
        return x.view(x.size(0), x.size(1), self.heads, x.size(2) // self.heads).transpose(1, 2)

    def attend(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """Heads [batch, heads, length, depth] to [batch, length, width]; `mask` is added to the scores."""
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(query.size(-1))
        if mask is not None:
            scores = scores + mask
        mixed = torch.matmul(torch.softmax(scores, dim=-1), value).transpose(1, 2)
        return self.out(mixed.reshape(mixed.size(0), mixed.size(1), -1))

    def forward(
        self, x: torch.Tensor, source: torch.Tensor | None = None, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Attention of `x` to `source`, or to itself."""
        source = x if source is None else source
        return self.attend(self.split(self.query(x)), self.split(self.key(source)), self.split(self.value(source)), mask)
