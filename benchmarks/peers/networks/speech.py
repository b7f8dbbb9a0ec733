"""An encoder-decoder of the size of Whisper-tiny: 4 + 4 layers, width 384, 6 heads, 30 seconds of sound."""

import torch
from torch import nn
from torch.nn import functional

from .attention import Attention
from .example import Example
from .text import FORBIDDEN
from .weights import spread_constants

LAYERS, WIDTH, HEADS = 4, 384, 6
MELS, FRAMES, VOCABULARY, TOKENS = 80, 3000, 51865, 8


class Layer(nn.Module):
    """Self-attention, attention to the encoder where `crossed`, and a perceptron; each normalises first."""

    def __init__(self, crossed: bool) -> None:
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(WIDTH), Attention(WIDTH, HEADS)
        self.cross_norm = nn.LayerNorm(WIDTH) if crossed else None
        self.cross = Attention(WIDTH, HEADS) if crossed else None
        self.inner_norm = nn.LayerNorm(WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(
        self, x: torch.Tensor, sound: torch.Tensor | None = None, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        x = x + self.attention(self.norm(x), mask=mask)
        if self.cross is not None:
            x = x + self.cross(self.cross_norm(x), sound)
        return x + self.outer(functional.gelu(self.inner(self.inner_norm(x))))


class Whisper(nn.Module):
    """`mel` float32 [batch, 80, 3000] and `tokens` int64 [batch, length] to `logits` float32 [batch, length, 51865]."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(MELS, WIDTH, 3, padding=1)
        self.second = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.sound_positions = nn.Parameter(torch.randn(FRAMES // 2, WIDTH) * 0.1)
        self.encoder = nn.ModuleList(Layer(crossed=False) for _ in range(LAYERS))
        self.sound_norm = nn.LayerNorm(WIDTH)
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.word_positions = nn.Parameter(torch.randn(448, WIDTH) * 0.1)
        self.decoder = nn.ModuleList(Layer(crossed=True) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.words.weight.data.mul_(0.1)

    def forward(self, mel: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        sound = functional.gelu(self.second(functional.gelu(self.first(mel)))).transpose(1, 2) + self.sound_positions
        for layer in self.encoder:
            sound = layer(sound)
        sound = self.sound_norm(sound)
        positions = torch.arange(tokens.size(1))
        mask = torch.where(positions[None, :] <= positions[:, None], 0.0, FORBIDDEN)[None, None]
        x = self.words(tokens) + self.word_positions[: tokens.size(1)]
        for layer in self.decoder:
            x = layer(x, sound, mask)
        return functional.linear(self.norm(x), self.words.weight)


def whisper_tiny() -> Example:
    module = Whisper().eval()
    spread_constants(module)
    return Example(
        module,
        {"mel": torch.randn(1, MELS, FRAMES), "tokens": torch.randint(0, VOCABULARY, (1, TOKENS))},
        ["logits"],
        {"mel": {0: "batch"}, "tokens": {0: "batch", 1: "length"}, "logits": {0: "batch", 1: "length"}},
    )
