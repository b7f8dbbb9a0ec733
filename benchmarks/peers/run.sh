#!/bin/sh
# The whole comparison: run.sh WORK [OPTION OF measure.py ...] installs, exports, measures and leaves WORK/results.md.
set -eu

here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
work=${1:?usage: run.sh WORK [OPTION OF measure.py ...]}
shift

"$here/install.sh" "$work" export onnx2tf
"$here/install.sh" "$work" onnx-tf || echo "run.sh: goes on without onnx-tf" >&2
[ -e "$work/models/exported" ] || {
    "$work/venv-export/bin/python" "$here/export.py" "$work/models"
    touch "$work/models/exported"
}
"$here/../../ferry" --version
"$work/venv-onnx2tf/bin/python" "$here/measure.py" "$work" "$@"
"$work/venv-onnx2tf/bin/python" "$here/table.py" "$work/results.json" >"$work/results.md"
echo "wrote $work/results.md"
