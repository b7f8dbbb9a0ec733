"""Converts a model with a tool, attempt after attempt, until a SavedModel is there."""

import shutil
from dataclasses import asdict
from pathlib import Path

import children
from tools import Tool, input_shapes


def convert(tool: Tool, model: Path, folder: Path, limit_seconds: float, repeats: int) -> dict:
    """Fills `folder` and says how; what is timed is the whole command, its start included, as a user waits for it.

    The attempt that works is repeated; of the repeats, the shortest time and the smallest peak stand. Every call gets a
    fresh copy of the model, since onnx2tf writes into the file that it is given.
    """
    original, model = model, folder.parent / f"{folder.name}-input" / model.name
    inputs = original.with_suffix(".npz")
    model.parent.mkdir(parents=True, exist_ok=True)
    record = {"status": "failed", "attempts": []}
    for attempt in tool.attempts(model, folder, input_shapes(inputs)):
        if not Path(attempt.command[0]).exists():
            return {"status": "not installed", "attempts": [], "reason": f"there is no {Path(attempt.command[0]).name}"}
        usages = []
        while len(usages) < repeats:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copyfile(original, model)
            log = folder.parent / f"{folder.name}.{attempt.how.replace(' ', '-')}.log"
            usages.append(children.run(attempt.command, log, limit_seconds, folder.parent))
            if usages[-1].exit_code != 0:
                break
        written = (folder / "saved_model.pb").is_file()
        record["attempts"].append(
            {"how": attempt.how, "options": options_of(attempt.command), **asdict(usages[-1]), "written": written}
        )
        if usages[-1].exit_code == 0 and written:
            record |= {
                "status": "converted",
                "how": attempt.how,
                "seconds": min(usage.seconds for usage in usages),
                "peak_bytes": min(usage.peak_bytes for usage in usages),
                "written_bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
            }
            record.pop("reason", None)
            return record
        late = f"ended after {limit_seconds:.0f} s\n" if usages[-1].timed_out else ""
        record["reason"] = late + children.tail(log)
    return record


def options_of(command: list[str]) -> list[str]:
    """The command line without folders, which differ from machine to machine."""
    return [Path(word).name if word.startswith("/") else word for word in command]
