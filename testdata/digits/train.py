"""Trains a small convolutional network on scikit-learn's digits and exports it to ONNX.

Writes, beside this script: model.onnx, the held-out images with the outputs of ONNX Runtime as ONNX test data
(test_data_set_0: all of them; test_data_set_1: the first one), and labels.npy (int64, in the order of set 0).

Everything is seeded and runs on one thread, so that a second run on the same kind of processor gives the same files.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).parent
SEED = 20
EPOCHS = 25
BATCH = 64
OPSET = 20
BRIGHTEST = 16  # the data set counts set pixels in 4x4 blocks: 0 to 16


class DigitsNet(nn.Module):
    """[batch, 1, 8, 8] greyscale in 0..1 -> [batch, 10] logits, through a plain, a residual and a dense stage."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(1, 24, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        # Normalises before the padded convolution, so that an exporter cannot fold it into the weights.
        self.residual = nn.Sequential(
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.Conv2d(24, 24, kernel_size=3, padding=1),
        )
        self.head = nn.Sequential(
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
            nn.Flatten(),
            nn.Linear(24 * 2 * 2, 64),
            nn.ReLU(),
            nn.Dropout(0.25),
            nn.Linear(64, 10),
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        features = self.stem(image)
        return self.head(features + self.residual(features))


def load() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Returns training images, held-out images (float32 [n, 1, 8, 8]), and the labels of each (int64 [n])."""
    digits = load_digits()
    images = (digits.images / BRIGHTEST).astype(np.float32)[:, np.newaxis]
    labels = digits.target.astype(np.int64)
    return train_test_split(images, labels, test_size=0.25, random_state=SEED, stratify=labels)


def train(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> None:
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    model.train()
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(images)).split(BATCH):
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimiser.step()
        schedule.step()


def export(model: nn.Module, path: Path) -> None:
    """Writes the model in evaluation mode, weights inside the file, the first dimension free."""
    program = torch.onnx.export(
        model.eval(),
        (torch.zeros(2, 1, 8, 8),),
        input_names=["image"],
        output_names=["logits"],
        dynamic_shapes={"image": {0: torch.export.Dim("batch")}},
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    proto = program.model_proto
    strip_notes(proto)
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path)


def strip_notes(proto: onnx.ModelProto) -> None:
    """Clears what the exporter notes about where in which source file each node and value came from."""
    graph = proto.graph
    for noted in (proto, graph, *graph.node, *graph.initializer, *graph.value_info, *graph.input, *graph.output):
        noted.ClearField("doc_string")
        noted.ClearField("metadata_props")


def run(path: Path, images: np.ndarray) -> np.ndarray:
    """The logits by ONNX Runtime, its graph optimiser off."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"image": images})[0]


def write_test_data(folder: Path, images: np.ndarray, logits: np.ndarray) -> None:
    folder.mkdir(exist_ok=True)
    for file, name, array in (("input_0.pb", "image", images), ("output_0.pb", "logits", logits)):
        (folder / file).write_bytes(numpy_helper.from_array(array, name).SerializeToString(deterministic=True))


def accuracy(logits: np.ndarray, labels: np.ndarray) -> str:
    right = int((logits.argmax(axis=1) == labels).sum())
    return f"{right} of {len(labels)} ({right / len(labels):.2%})"


def main() -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    train_images, held_out, train_labels, labels = load()
    model = DigitsNet()
    train(model, torch.from_numpy(train_images), torch.from_numpy(train_labels))
    export(model, HERE / "model.onnx")

    with torch.no_grad():
        expected = model(torch.from_numpy(held_out)).numpy()
    logits = run(HERE / "model.onnx", held_out)
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-4)
    write_test_data(HERE / "test_data_set_0", held_out, logits)
    write_test_data(HERE / "test_data_set_1", held_out[:1], run(HERE / "model.onnx", held_out[:1]))
    np.save(HERE / "labels.npy", labels)

    print(f"PyTorch:      {accuracy(expected, labels)}")
    print(f"ONNX Runtime: {accuracy(logits, labels)}")
    print(f"largest difference of the two: {np.abs(logits - expected).max():.2e}")


if __name__ == "__main__":
    main()
