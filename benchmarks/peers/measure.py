"""Measures converters on exported models: conversion time and memory, accuracy, and latency against ONNX Runtime.

    python measure.py WORK [--models NAME ...] [--tools NAME ...]

WORK is the folder that install.sh and export.py filled: WORK/models/NAME.onnx with NAME.npz, and the virtual environments.
Writes the results after each model; table.py makes a table of them. A model that is in the file already is measured
anew, and the others stay, so that a run that was stopped can be carried on.
"""

import argparse
import json
import os
import shutil
from pathlib import Path

import conversions
import machine
import races
from tools import Tool, all_tools

HERE = Path(__file__).resolve().parent


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--models", nargs="+", metavar="NAME", help="all in WORK/models when not given")
    parser.add_argument("--tools", nargs="+", metavar="NAME", help="of ferry, onnx2tf, onnx2tf-keras, onnx-tf")
    parser.add_argument("--ferry", type=Path, default=HERE.parents[1] / "ferry", help="the launcher of ONNX Ferry")
    parser.add_argument("--ferry-options", default="", help="further options of `ferry convert`, in one word")
    parser.add_argument("--limit", type=float, default=1800, help="seconds after which a conversion is ended")
    parser.add_argument("--repeats", type=int, default=1, help="conversions of each model; the best counts")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of a race")
    parser.add_argument("--calls", type=int, default=10, help="calls in each contender's turn of a round")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--results", type=Path, help="WORK/results.json when not given")
    parser.add_argument("--keep", action="store_true", help="keep the SavedModels in WORK/converted")
    return parser.parse_args()


def measure(model: Path, tools: list[Tool], chosen: argparse.Namespace) -> dict:
    """Converts with each tool, then lets all that was converted race, with oneDNN on and off."""
    folder = chosen.work / "converted" / model.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    artefacts, record = {races.REFERENCE: model}, {"model_bytes": model.stat().st_size, "tools": {}, "races": {}}
    for tool in tools:
        conversion = conversions.convert(tool, model, folder / tool.name, chosen.limit, chosen.repeats)
        record["tools"][tool.name] = conversion
        spent = sum(attempt["seconds"] for attempt in conversion["attempts"])
        print(f"{model.stem}: {tool.name} {conversion['status']}, {spent:.1f} s", flush=True)
        if conversion["status"] == "converted":
            artefacts[tool.name] = folder / tool.name
    python = chosen.work / "venv-onnx2tf" / "bin" / "python"
    for one_dnn in races.ONE_DNN:
        course = races.Course(python, model.with_suffix(".npz"), folder, chosen.threads, one_dnn)
        record["races"][f"onednn={one_dnn}"] = races.race(artefacts, course, chosen.rounds, chosen.calls)
    if not chosen.keep:
        shutil.rmtree(folder)
    return record


def main() -> None:
    chosen = options()
    chosen.work = chosen.work.resolve()
    known = all_tools(chosen.work, chosen.ferry.resolve(), chosen.ferry_options)
    tools = [known[name] for name in chosen.tools or known]
    models = [chosen.work / "models" / f"{name}.onnx" for name in chosen.models or []]
    models = models or sorted((chosen.work / "models").glob("*.onnx"), key=os.path.getmtime)
    results = chosen.results or chosen.work / "results.json"
    report = json.loads(results.read_text()) if results.exists() else {"models": {}}
    environments = [chosen.work / "venv-onnx2tf", chosen.work / "venv-onnx-tf"]
    report["machine"] = machine.describe(environments, chosen.ferry.resolve())
    report["settings"] = {
        "threads": chosen.threads,
        "rounds": chosen.rounds,
        "calls": chosen.calls,
        "repeats": chosen.repeats,
        "limit_seconds": chosen.limit,
        "ferry_options": chosen.ferry_options,
    }
    for model in models:
        report["models"][model.stem] = measure(model, tools, chosen)
        results.write_text(json.dumps(report, indent=1) + "\n")
    print(f"wrote {results}")


if __name__ == "__main__":
    main()
