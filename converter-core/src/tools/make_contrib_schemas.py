"""Writes contrib-schemas.txt: what ONNX Runtime says about each operator of the domain com.microsoft.

    python make_contrib_schemas.py OUT            write the facts of the installed `onnxruntime` package
    python make_contrib_schemas.py --check FILE   fail unless FILE is what would be written

The same package version always writes the same bytes. The format is that of make_onnx_schemas.py, which this reads with
the `onnx` package: ONNX Runtime describes operators with classes like those of `onnx.defs`, but with other names.
"""

import argparse
import sys
from pathlib import Path
from types import SimpleNamespace

import onnxruntime
from onnx import AttributeProto, defs
from onnxruntime.capi.onnxruntime_pybind11_state import get_all_operator_schema

from make_onnx_schemas import line

DOMAIN = "com.microsoft"
OPTIONS = defs.OpSchema.FormalParameterOption

HEADING = """\
# Operator schemas of ONNX Runtime {version} outside the ONNX standard, written by make_contrib_schemas.py, in the format
# that the heading of onnx-schemas.txt describes.
"""


def parameters(formals, count):
    """Formal parameters under the names that `onnx.defs` gives them; ONNX Runtime hides how often one repeats at least."""
    required = sum(1 for f in formals if f.option.name != "Variadic")
    return [
        SimpleNamespace(
            name=f.name.replace(" ", "_"),
            option=OPTIONS.__members__[f.option.name],
            type_str=f.typeStr,
            is_homogeneous=f.isHomogeneous,
            min_arity=max(0, count - required),
        )
        for f in formals
    ]


def attribute(one):
    default = AttributeProto.FromString(one._default_value)
    return SimpleNamespace(
        name=one.name,
        required=one.required,
        type=SimpleNamespace(name=one.type.name),
        default_value=default,
    )


def schema(one):
    inputs = parameters(one.inputs, one.min_input)
    outputs = parameters(one.outputs, one.min_output)
    return SimpleNamespace(
        name=one.name,
        since_version=one.since_version,
        deprecated=one.deprecated,
        inputs=inputs,
        outputs=outputs,
        attributes={name: attribute(a) for name, a in one.attributes.items()},
        type_constraints=one.type_constraints,
        min_input=one.min_input,
        max_input=one.max_input,
        min_output=one.min_output,
        max_output=one.max_output,
    )


def facts():
    ours = [s for s in get_all_operator_schema() if s.domain == DOMAIN]
    references, body = {}, []
    for one in sorted(ours, key=lambda s: (s.name, s.since_version)):
        body.append(line(schema(one), references))
    newest = max(s.since_version for s in ours)
    named = [f"types {reference} {text}" for reference, text in sorted(references.items(), key=lambda r: (r[1], r[0]))]
    heading = HEADING.format(version=onnxruntime.__version__)
    return heading + "\n".join(["", *named, "", f"domain {DOMAIN} 1..{newest}", *body]) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments.add_argument("file", type=Path)
    given = arguments.parse_args()
    if not given.check:
        given.file.write_text(facts(), encoding="utf-8", newline="\n")
    elif given.file.read_text(encoding="utf-8") != facts():
        sys.exit(f"{given.file} is not what onnxruntime {onnxruntime.__version__} says")


if __name__ == "__main__":
    main()
