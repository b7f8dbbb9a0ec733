#!/bin/sh
# Converts the digits network and the boundary models, with weights in either place, and opens each in Python TensorFlow.
# The argument is a scratch folder. INTEROP_PYTHON names a Python that has interop/requirements.txt; without it a
# virtual environment is made in the scratch folder.
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
scratch=$1
mkdir -p "$scratch"
python=${INTEROP_PYTHON:-}
if [ -z "$python" ]; then
    python=$scratch/venv/bin/python
    [ -x "$python" ] || python3 -m venv "$scratch/venv"
    "$python" -m pip install --quiet --requirement "$root/interop/requirements.txt"
fi
rm -rf "$scratch/models" "$scratch/out"
"$python" "$root/interop/make_boundary_models.py" "$scratch/models"
cp -R "$root/testdata/digits" "$scratch/models/digits"
for weights in constants variables; do
    set --
    for model in "$scratch"/models/*/model.onnx; do
        name=$(basename "$(dirname "$model")")
        "$root/ferry" convert "$model" -o "$scratch/out/$weights/$name" --weights "$weights" >/dev/null
        set -- "$@" "$model" "$scratch/out/$weights/$name"
    done
    "$python" "$root/interop/check_savedmodel.py" "$@"
done
