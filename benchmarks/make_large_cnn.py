"""Exports a ResNet-50 with seeded random weights (about 100 MB) to ONNX, for measurements of speed and memory.

    python make_large_cnn.py FOLDER/resnet50.onnx

Input `image` float32 [batch, 3, 224, 224], output `logits` float32 [batch, 1000], batch free, weights inside the file.
Beside the model, test_data_set_0 gets a seeded batch of two images with the outputs of ONNX Runtime, its graph
optimiser off. requirements.txt names the versions of the packages that this runs with.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torchvision
from onnx import numpy_helper
from torch import nn

OPSET = 20
SEED = 50
IMAGE = (3, 224, 224)


def seeded_resnet50() -> nn.Module:
    """A ResNet-50 in evaluation mode whose batch normalisations know the statistics of what reaches them.

    With the statistics of a fresh network (mean 0, variance 1) the activations would grow from block to block.
    """
    torch.manual_seed(SEED)
    model = torchvision.models.resnet50(weights=None)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None  # the plain average over all calibrating batches
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.1)
    model.train()
    with torch.no_grad():
        for _ in range(4):
            model(torch.randn(4, *IMAGE))
    return model.eval()


def export(model: nn.Module, path: Path) -> None:
    program = torch.onnx.export(
        model,
        (torch.zeros(2, *IMAGE),),
        input_names=["image"],
        output_names=["logits"],
        dynamic_shapes={"x": {0: torch.export.Dim("batch")}},
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    proto = program.model_proto
    for noted in (*proto.graph.node, *proto.graph.value_info, *proto.graph.initializer):
        noted.ClearField("metadata_props")  # where in which source file it came from
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path)


def write_test_data(path: Path) -> None:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    images = np.random.default_rng(SEED).standard_normal((2, *IMAGE), dtype=np.float32)
    logits = session.run(["logits"], {"image": images})[0]
    folder = path.parent / "test_data_set_0"
    folder.mkdir(exist_ok=True)
    for file, name, array in (("input_0.pb", "image", images), ("output_0.pb", "logits", logits)):
        (folder / file).write_bytes(numpy_helper.from_array(array, name).SerializeToString(deterministic=True))
    print(f"logits: mean {logits.mean():.3g}, standard deviation {logits.std():.3g}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", type=Path, help="the ONNX file to write")
    path = arguments.parse_args().model
    path.parent.mkdir(parents=True, exist_ok=True)
    export(seeded_resnet50(), path)
    write_test_data(path)
    print(f"{path}: {path.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
