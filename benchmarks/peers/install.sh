#!/bin/sh
# Makes the virtual environments of the comparison: install.sh WORK [export|onnx2tf|onnx-tf ...]; all when none is named.
# Each needs a Python of its own range, found as python3.N or named by PYTHON_EXPORT, PYTHON_ONNX2TF, PYTHON_ONNX_TF.
# Disk: export 6 GB (PyTorch comes with CUDA from PyPI), onnx2tf 3 GB, onnx-tf 2 GB. An environment that is there is left.
set -eu

here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd -P)
work=${1:?usage: install.sh WORK [export|onnx2tf|onnx-tf ...]}
shift
[ $# -gt 0 ] || set -- export onnx2tf onnx-tf

first_of() {
    for candidate in "$@"; do
        if [ -n "$candidate" ] && "$candidate" -c '' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "install.sh: none of these Pythons is there: $*" >&2
    return 1
}

make_environment() { # PYTHON ENVIRONMENT REQUIREMENTS
    if [ -e "$2/installed" ]; then
        echo "$2 is there"
        return
    fi
    rm -rf "$2"
    "$1" -m venv "$2"
    "$2/bin/pip" install --quiet --no-cache-dir --requirement "$3"
    touch "$2/installed"
    echo "$2: $("$2/bin/python" --version)"
}

mkdir -p "$work"
for name; do
    case $name in
    export)
        python=$(first_of "${PYTHON_EXPORT:-}" python3.11 python3.12 python3.13)
        make_environment "$python" "$work/venv-export" "$here/../requirements.txt"
        ;;
    onnx2tf)
        python=$(first_of "${PYTHON_ONNX2TF:-}" python3.12 python3.13)
        make_environment "$python" "$work/venv-onnx2tf" "$here/requirements-onnx2tf.txt"
        ;;
    onnx-tf)
        python=$(first_of "${PYTHON_ONNX_TF:-}" python3.10 python3.11 python3.9 python3.8)
        make_environment "$python" "$work/venv-onnx-tf" "$here/requirements-onnx-tf.txt"
        ;;
    *)
        echo "install.sh: there is no environment $name" >&2
        exit 2
        ;;
    esac
done
