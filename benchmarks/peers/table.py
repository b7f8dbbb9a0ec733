"""Makes Markdown tables of the results of measure.py.

    python table.py WORK/results.json > results.md
"""

import argparse
import json
import math
import re
from pathlib import Path

REFERENCE = "onnxruntime"
MIB = 2**20
WRONG = 1e-3
"""An error of this size, relative to the largest element, is no rounding: the table marks it."""


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def table(corner: str, columns: list[str], rows: dict[str, list[str]]) -> str:
    lines = [row([corner, *columns]), row(["---", *["---:"] * len(columns)])]
    return "\n".join(lines + [row([name, *cells]) for name, cells in rows.items()])


def tools_of(models: dict) -> list[str]:
    return list(dict.fromkeys(tool for model in models.values() for tool in model["tools"]))


def conversion(record: dict | None) -> str:
    if record is None:
        return ""
    if record["status"] != "converted":
        spent = sum(attempt["seconds"] for attempt in record["attempts"])
        return f"{record['status']} ({spent:.1f} s)" if spent else record["status"]
    cell = f"{record['seconds']:.1f} s, {record['peak_bytes'] / MIB:.0f} MiB"
    return cell if record["how"] == "plain" else f"{cell} ({record['how']})"


def accuracy(race: dict | None) -> str:
    if race is None:
        return "-"
    if race["status"] != "runs":
        return race["status"]
    if race["error"] is None:
        return "other outputs"
    mark = " **wrong**" if not race["error"] <= WRONG else ""
    return f"{race['error']:.1e}{mark}"


def latency(race: dict | None) -> str:
    if race is None or race["status"] != "runs":
        return "-"
    return f"{race['ratio']:.2f} ({race['ratio_least']:.2f} to {race['ratio_most']:.2f})"


def geometric_mean(races: list[dict], tool: str) -> str:
    """Over the models that the tool converts; they differ from tool to tool, so their number stands beside it."""
    ratios = [race[tool]["ratio"] for race in races if race.get(tool, {}).get("status") == "runs"]
    if not ratios:
        return "-"
    return f"{math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f} ({len(ratios)} models)"


def reasons(models: dict) -> list[str]:
    """A line for each failure, with what the tool said."""
    lines = []
    for name, model in models.items():
        for tool, record in model["tools"].items():
            failures = {"conversion": record.get("reason")}
            failures |= {setting: race.get(tool, {}).get("reason") for setting, race in model["races"].items()}
            failures |= {
                f"outputs, {setting}": race.get(tool, {}).get("mismatch") for setting, race in model["races"].items()
            }
            for place, reason in failures.items():
                if reason:
                    lines.append(f"- {name}, {tool}, {place}: {told(reason)}")
    return lines


def told(reason: str) -> str:
    """The first and the last line that name an error, or the first and last of all: the ends of a chain of causes."""
    lines = [line.strip() for line in reason.strip().splitlines()]
    errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Implement\w*): (?!in user code)", line)]
    ends = (errors or lines)[0], (errors or lines)[-1]
    return " ... ".join(f"`{line[:240].replace('`', chr(39))}`" for line in dict.fromkeys(ends))


def tables(report: dict) -> str:
    models, tools = report["models"], tools_of(report["models"])
    parts = [
        "### Conversion: wall time and peak resident memory of the whole command",
        table("model", tools, {n: [conversion(m["tools"].get(t)) for t in tools] for n, m in models.items()}),
    ]
    for setting in dict.fromkeys(setting for model in models.values() for setting in model["races"]):
        races = {name: model["races"][setting] for name, model in models.items()}
        rows = {name: [accuracy(race.get(tool)) for tool in tools] for name, race in races.items()}
        parts += [
            f"### Largest error relative to the largest element of ONNX Runtime's output, {setting}",
            table("model", tools, rows),
        ]
        rows = {
            name: [f"{race[REFERENCE]['median_millis']:.1f} ms", *[latency(race.get(tool)) for tool in tools]]
            for name, race in races.items()
        }
        rows["geometric mean"] = ["", *[geometric_mean(list(races.values()), tool) for tool in tools]]
        parts += [
            f"### Latency as a ratio to ONNX Runtime (least and most of the rounds), {setting}",
            table("model", [REFERENCE, *tools], rows),
        ]
    failed = reasons(models)
    if failed:
        parts += ["### What failed, and what was said", "\n".join(failed)]
    parts += ["### Machine, versions and settings", described(report)]
    return "\n\n".join(parts)


def described(report: dict) -> str:
    machine = report["machine"]
    lines = [
        f"- {machine['processor']}, {machine['cores']} cores, {machine['memory_bytes'] / 2**30:.0f} GiB, "
        f"{machine['system']}",
        f"- {machine['ferry']}",
    ]
    for environment, versions in machine["versions"].items():
        lines.append(f"- {environment}: {', '.join(f'{name} {version}' for name, version in versions.items())}")
    settings = ", ".join(f"{name.replace('_', ' ')} {value!r}" for name, value in report["settings"].items())
    return "\n".join([*lines, f"- {settings}"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    print(tables(json.loads(parser.parse_args().results.read_text())))


if __name__ == "__main__":
    main()
