"""Does what docs/tutorial.md and docs/guides.md tell a reader to do, in their order, and compares what they say comes out.

Usage: python follow_pages.py FOLDER

FOLDER is new or empty. TORCH_PYTHON names a Python with torch, onnx and onnxscript, INTEROP_PYTHON one with TensorFlow;
each is this Python if it is not set. What needs a server (docker, curl) or a file of the reader is passed over.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("tutorial.md", "guides.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"Save\s+(?:this|it)\s+as\s+`([\w.]+)`")
# Placeholders of the pages, which stand for files of the reader.
PLACEHOLDER = re.compile(r"\bmodel\.onnx\b")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty")
    for page in PAGES:
        follow((ROOT / "docs" / page).read_text(), folder)
        print(f"{page}: works as written")


def follow(page: str, folder: Path) -> None:
    end, answer = 0, ""
    for block in BLOCK.finditer(page):
        language, text = block.groups()
        name = NAMED.search(page[end : block.start()])
        end = block.end()
        if name:
            (folder / name[1]).write_text(text)
        elif language == "python":
            run([python_for(text), "-c", text], folder)
        elif not language and text.startswith(("agrees", "model ")):
            compare(text, answer)
        elif not language:
            answer = "".join(command(line, folder) for line in text.splitlines())


def command(line: str, folder: Path) -> str:
    """What a command says; nothing, if it is no command that can be followed here."""
    if PLACEHOLDER.search(line):
        return ""
    if line.startswith("ferry "):
        return run(["sh", "-c", re.sub(r"^ferry", f"'{ROOT / 'ferry'}'", line)], folder)
    if line.startswith("python "):
        script = line.split()[1]
        return run([python_for((folder / script).read_text()), script], folder)
    return ""


def python_for(code: str) -> str:
    named = os.environ.get("TORCH_PYTHON" if "import torch" in code else "INTEROP_PYTHON", sys.executable)
    found = shutil.which(named) or sys.exit(f"there is no {named}")
    return str(Path(found).absolute())


def run(arguments: list[str], folder: Path) -> str:
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments[-1]}\nends with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def compare(stated: str, answer: str) -> None:
    """Numbers may differ with versions and machines; their places and all else may not."""
    if shape(stated) != shape(answer):
        sys.exit(f"The page says\n{stated}\nand what comes out is\n{answer}")


def shape(text: str) -> list[str]:
    return [re.sub(r"\d+(\.\d+)*(e[+-]\d+)?(\+cu\d+|\+cpu)?", "#", line).rstrip() for line in text.splitlines()]


if __name__ == "__main__":
    main()
