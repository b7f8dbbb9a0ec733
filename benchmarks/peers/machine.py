"""What the measurements were made on: processor, memory and the versions of what took part."""

import json
import os
import platform
import subprocess
from pathlib import Path

PACKAGES = ("onnx2tf", "onnx-tf", "tensorflow", "onnxruntime", "onnx", "keras", "numpy")
LIST_VERSIONS = """
import importlib.metadata, json, platform, sys
found = {p.metadata["Name"].lower(): p.version for p in importlib.metadata.distributions()}
print(json.dumps({"python": platform.python_version(), **{n: found[n] for n in sys.argv[1:] if n in found}}))
"""


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def describe(environments: list[Path], launcher: Path) -> dict:
    """The versions in each virtual environment by its name, and ours."""
    versions = {
        environment.name: json.loads(
            subprocess.check_output([environment / "bin" / "python", "-c", LIST_VERSIONS, *PACKAGES], text=True)
        )
        for environment in environments
        if (environment / "bin" / "python").exists()
    }
    ours = subprocess.check_output([launcher, "--version"], text=True).strip()
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "ferry": ours,
        "versions": versions,
    }
