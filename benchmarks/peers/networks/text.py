"""Language models of the size of BERT-base and GPT-2: 12 layers, width 768, 12 heads."""

import torch
from torch import nn
from torch.nn import functional

from .attention import Attention
from .example import Example
from .weights import spread_constants

LAYERS, WIDTH, HEADS = 12, 768, 12
FORBIDDEN = torch.finfo(torch.float32).min
"""Added to the score of a position that must not be attended to."""


class BertLayer(nn.Module):
    """Attention and a perceptron, each followed by a residual sum and a layer normalisation."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = Attention(WIDTH, HEADS)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, 4 * WIDTH)
        self.outer = nn.Linear(4 * WIDTH, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        x = self.attention_norm(x + self.attention(x, mask=mask))
        return self.outer_norm(x + self.outer(functional.gelu(self.inner(x))))


class Bert(nn.Module):
    """Token ids, mask and segment ids [batch, length] to the hidden states and the pooled first one."""

    def __init__(self, vocabulary: int = 30522, positions: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.segments = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(BertLayer() for _ in range(LAYERS))
        self.pooler = nn.Linear(WIDTH, WIDTH)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        positions = torch.arange(input_ids.size(1)).unsqueeze(0)
        x = self.norm(self.words(input_ids) + self.segments(token_type_ids) + self.positions(positions))
        mask = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * FORBIDDEN
        for layer in self.layers:
            x = layer(x, mask)
        return x, torch.tanh(self.pooler(x[:, 0]))


class Gpt2Layer(nn.Module):
    """A layer that normalises first, with one product for query, key and value, and the cache of earlier positions."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.attention = Attention(WIDTH, HEADS)
        self.inner_norm = nn.LayerNorm(WIDTH)
        self.inner = nn.Linear(WIDTH, 4 * WIDTH)
        self.outer = nn.Linear(4 * WIDTH, WIDTH)

    def forward(
        self, x: torch.Tensor, past_key: torch.Tensor, past_value: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        heads, normed = self.attention, self.norm(x)
        key = torch.cat([past_key, heads.split(heads.key(normed))], dim=2)
        value = torch.cat([past_value, heads.split(heads.value(normed))], dim=2)
        x = x + heads.attend(heads.split(heads.query(normed)), key, value, mask)
        x = x + self.outer(functional.gelu(self.inner(self.inner_norm(x)), approximate="tanh"))
        return x, key, value


class Gpt2(nn.Module):
    """Token ids [batch, length] and the keys and values of `past` earlier positions to logits and longer caches."""

    def __init__(self, vocabulary: int = 50257, positions: int = 1024) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.layers = nn.ModuleList(Gpt2Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.words.weight.data.mul_(0.1)

    def forward(self, input_ids: torch.Tensor, *past: torch.Tensor) -> tuple[torch.Tensor, ...]:
        length, earlier = input_ids.size(1), past[0].size(2)
        queries = torch.arange(earlier, earlier + length)
        keys = torch.arange(earlier + length)
        mask = torch.where(keys[None, :] <= queries[:, None], 0.0, FORBIDDEN)[None, None]
        x = self.words(input_ids) + self.positions(queries).unsqueeze(0)
        present = []
        for index, layer in enumerate(self.layers):
            x, key, value = layer(x, past[2 * index], past[2 * index + 1], mask)
            present += [key, value]
        return functional.linear(self.norm(x), self.words.weight), *present


def bert_base() -> Example:
    module = Bert().eval()
    spread_constants(module)
    length, inputs = 128, ("input_ids", "attention_mask", "token_type_ids")
    mask = torch.ones(1, length, dtype=torch.int64)
    mask[:, 100:] = 0
    tokens = torch.randint(0, 30522, (1, length))
    segments = (torch.arange(length) >= 50).to(torch.int64).unsqueeze(0)
    axes = {0: "batch", 1: "length"}
    return Example(
        module,
        dict(zip(inputs, (tokens, mask, segments))),
        ["hidden", "pooled"],
        {name: axes for name in (*inputs, "hidden")} | {"pooled": {0: "batch"}},
    )


def gpt2_cache() -> Example:
    """One step of decoding after 64 positions."""
    module = Gpt2().eval()
    spread_constants(module)
    earlier, caches = 64, [f"{layer}.{kind}" for layer in range(LAYERS) for kind in ("key", "value")]
    past = [f"past.{cache}" for cache in caches]
    present = [f"present.{cache}" for cache in caches]
    state = {name: torch.randn(1, HEADS, earlier, WIDTH // HEADS) for name in past}
    return Example(
        module,
        {"input_ids": torch.randint(0, 50257, (1, 1)), **state},
        ["logits", *present],
        {name: {0: "batch", 1: "length"} for name in ("input_ids", "logits")}
        | {name: {0: "batch", 2: "past"} for name in past}
        | {name: {0: "batch", 2: "past_and_length"} for name in present},
    )
