"""Writes onnx-schemas.txt: what the ONNX standard says about each operator in each of its versions.

    python make_onnx_schemas.py OUT            write the facts of the installed `onnx` package
    python make_onnx_schemas.py --check FILE   fail unless FILE is what would be written

The same package version always writes the same bytes. The format is described in the heading of the file itself; the
Java reader is SchemaReader.
"""

import argparse
import hashlib
import re
import sys
from pathlib import Path
from urllib.parse import quote_plus

import numpy as np
import onnx
from onnx import AttributeProto, defs

DOMAINS = ["ai.onnx", "ai.onnx.ml", "ai.onnx.preview", "ai.onnx.preview.training"]
INLINE_CHARACTERS = 40
MANY = 2**31 - 1

HEADING = """\
# ONNX operator schemas of onnx {version}, written by make_onnx_schemas.py: one line an operator version.
#
# domain NAME FIRST..NEWEST    the opset versions of the domain that the lines below belong to
# types @REFERENCE SET         a set of types that more than one line may name
# op NAME SINCE [deprecated] [in PARAMETER...] [out PARAMETER...] [attr ATTRIBUTE...] [type NAME=SET...]
#
# PARAMETER  NAME:TYPE, where the name ends in ? if it is optional and in *N if it repeats at least N times (*N~ if each
#            repetition may have a type of its own); TYPE is the name of a type constraint, or a type
# ATTRIBUTE  NAME:KIND with the KINDs of AttributeProto.AttributeType; the name ends in ! if it is required;
#            =DEFAULT follows if there is one, a list in brackets, text URL-encoded
# SET        @REFERENCE, or types joined by +, where tensor(float|double) is both tensor(float) and tensor(double)
"""


def canonical(domain):
    return domain or "ai.onnx"


def type_set(types):
    """The text of a set of types; types that differ only in what the innermost parentheses hold share one term."""
    groups = {}
    for one in types:
        opening, inner, closing = re.fullmatch(r"(.*\()([^()]*)(\)+)", one.replace(", ", ",")).groups()
        groups.setdefault((opening, closing), set()).add(inner)
    return "+".join(o + "|".join(sorted(inner)) + c for (o, c), inner in sorted(groups.items()))


def parameter(formal):
    option = formal.option
    if option == defs.OpSchema.FormalParameterOption.Optional:
        mark = "?"
    elif option == defs.OpSchema.FormalParameterOption.Variadic:
        mark = f"*{formal.min_arity}" + ("" if formal.is_homogeneous else "~")
    else:
        mark = ""
    return f"{formal.name}{mark}:{formal.type_str.replace(', ', ',')}"


def decimal(value):
    """The shortest plain decimal that reads back as the same 32-bit float."""
    assert np.isfinite(value)
    return np.format_float_positional(np.float32(value), unique=True, trim="-")


def brackets(texts):
    assert texts != [""], "a list of one empty text would read as an empty list"
    return "[" + ",".join(texts) + "]"


def default(value):
    kind = value.type
    if kind == AttributeProto.FLOAT:
        return decimal(value.f)
    if kind == AttributeProto.INT:
        return str(value.i)
    if kind == AttributeProto.STRING:
        return quote_plus(value.s)
    if kind == AttributeProto.FLOATS:
        return brackets([decimal(f) for f in value.floats])
    if kind == AttributeProto.INTS:
        return brackets([str(i) for i in value.ints])
    if kind == AttributeProto.STRINGS:
        return brackets([quote_plus(s) for s in value.strings])
    raise ValueError(f"no text for a default of kind {AttributeProto.AttributeType.Name(kind)}")


def attribute(one):
    text = one.name + ("!" if one.required else "") + ":" + one.type.name
    if one.default_value.type != AttributeProto.UNDEFINED:
        assert AttributeProto.AttributeType.Name(one.default_value.type) == one.type.name
        text += "=" + default(one.default_value)
    return text


def least(formals):
    """How many values must be given: up to the last one that is not optional."""
    count = 0
    for i, formal in enumerate(formals):
        if formal.option == defs.OpSchema.FormalParameterOption.Single:
            count = i + 1
        elif formal.option == defs.OpSchema.FormalParameterOption.Variadic:
            count = i + formal.min_arity
    return count


def most(formals):
    repeats = any(f.option == defs.OpSchema.FormalParameterOption.Variadic for f in formals)
    return MANY if repeats else len(formals)


def line(schema, references):
    inputs, outputs = list(schema.inputs), list(schema.outputs)
    assert (schema.min_input, schema.max_input) == (least(inputs), most(inputs)), schema.name
    assert (schema.min_output, schema.max_output) == (least(outputs), most(outputs)), schema.name
    words = ["op", schema.name, str(schema.since_version)]
    if schema.deprecated:
        words.append("deprecated")
    sections = [
        ("in", [parameter(f) for f in inputs]),
        ("out", [parameter(f) for f in outputs]),
        ("attr", [attribute(a) for _, a in sorted(schema.attributes.items())]),
        ("type", [f"{c.type_param_str}={set_or_reference(c, references)}" for c in schema.type_constraints]),
    ]
    for keyword, items in sections:
        if items:
            words += [keyword, *items]
    assert all(re.fullmatch(r"\S+", word) for word in words), words
    return " ".join(words)


def set_or_reference(constraint, references):
    text = type_set(constraint.allowed_type_strs)
    if len(text) <= INLINE_CHARACTERS:
        return text
    # Named after its content, so that a set that is new in the standard renames no other.
    reference = "@" + hashlib.sha256(text.encode()).hexdigest()[:6]
    assert references.setdefault(reference, text) == text
    return reference


def facts():
    versions = {canonical(d): span for d, span in defs.C.schema_version_map().items()}
    schemas = sorted(
        defs.get_all_schemas_with_history(), key=lambda s: (canonical(s.domain), s.name, s.since_version)
    )
    assert {canonical(s.domain) for s in schemas} == set(DOMAINS)
    references, body = {}, []
    for domain in DOMAINS:
        first, newest = versions[domain]
        body += ["", f"domain {domain} {first}..{newest}"]
        body += [line(s, references) for s in schemas if canonical(s.domain) == domain]
    named = [f"types {reference} {text}" for reference, text in sorted(references.items(), key=lambda r: (r[1], r[0]))]
    return HEADING.format(version=onnx.__version__) + "\n".join(["", *named, *body]) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments.add_argument("file", type=Path)
    given = arguments.parse_args()
    if not given.check:
        given.file.write_text(facts(), encoding="utf-8", newline="\n")
    elif given.file.read_text(encoding="utf-8") != facts():
        sys.exit(f"{given.file} is not what onnx {onnx.__version__} says")


if __name__ == "__main__":
    main()
