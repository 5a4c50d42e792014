"""Compares files with what they are to hold, as h5py and PyTables read them. A list of expectations comes as JSON on the
standard input, a list of disagreements goes out."""

import json
import sys
import warnings

import h5py
import numpy
import tables

warnings.simplefilter("ignore")


def little(values):
    """The bytes of an array, little endian."""
    values = numpy.asarray(values)
    return numpy.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"), copy=False)).tobytes()


def texts(values):
    flat = numpy.asarray(values, dtype=object).reshape(-1)
    return [value.decode("utf8") if isinstance(value, bytes) else value for value in flat.tolist()]


def check_array(values, expected):
    if list(numpy.shape(values)) != expected["shape"]:
        return f"shape {list(numpy.shape(values))}, expected {expected['shape']}"
    if "texts" in expected:
        found, wanted = texts(values), expected["texts"]
    else:
        found, wanted = little(values).hex(), expected["hex"]
        if expected["shape"] == [] and numpy.asarray(values).dtype.kind == "S":
            # A single byte string comes without its padding.
            found = found.ljust(len(wanted), "0")
    return None if found == wanted else f"holds {str(found)[:300]}, expected {str(wanted)[:300]}"


def packed(values):
    """Rows without gaps, little endian."""
    values = numpy.asarray(values)
    if values.dtype.names is None:
        return numpy.frombuffer(little(values), dtype="V1").reshape(len(values), -1)
    parts = [packed(values[name]) for name in values.dtype.names]
    return numpy.concatenate(parts, axis=1) if len(values) else numpy.empty((0, 0), dtype="V1")


def check_table(values, expected):
    if len(values) != expected["rows"]:
        return f"{len(values)} rows, expected {expected['rows']}"
    found = packed(values).tobytes().hex() if len(values) else ""
    return None if found == expected["hex"] else f"holds {found[:300]}, expected {expected['hex'][:300]}"


def check_vlarray(values, expected):
    found = [little(row).hex() for row in values]
    return None if found == expected["rows"] else f"holds {str(found)[:300]}, expected {str(expected['rows'])[:300]}"


def check_attributes(node, expected):
    for name, wanted in expected["values"].items():
        if name not in node.attrs:
            return f"attribute {name} is missing"
        found = node.attrs[name]
        if isinstance(wanted, dict):
            found = {"shape": list(numpy.shape(found)), "hex": little(found).hex()}
            wanted = {"shape": wanted["shape"], "hex": wanted["hex"]}
        elif isinstance(wanted, str):
            found = found.decode("utf8") if isinstance(found, bytes) else str(found)
        if found != wanted:
            return f"attribute {name} is {str(found)[:200]}, expected {str(wanted)[:200]}"
    return None


def entries_of(group, at):
    for name in group:
        path = f"{at}/{name}"
        link = group.get(name, getlink=True)
        if isinstance(link, h5py.SoftLink):
            yield [path, ["soft", link.path]]
        elif isinstance(link, h5py.ExternalLink):
            yield [path, ["external", link.path]]
        elif isinstance(group[name], h5py.Group):
            yield [path, ["group", None]]
            yield from entries_of(group[name], path)
        else:
            yield [path, ["array", int(group[name][0])]]


def check_tree(node, expected):
    found = sorted(json.dumps(entry) for entry in entries_of(node, ""))
    wanted = sorted(json.dumps(json.loads(entry)) for entry in expected["entries"])
    return None if found == wanted else f"has {str(found)[:300]}, expected {str(wanted)[:300]}"


def is_readable(expected, reader):
    """PyTables knows no text of variable length outside of VLArrays; other limits are named by the model."""
    if reader == "PyTables" and "texts" in expected:
        return False
    return expected.get("only", reader) == reader


def readable(expectation, reader):
    return [(path, expected) for path, expected in expectation["nodes"].items() if is_readable(expected, reader)]


CHECKS = {"array": check_array, "table": check_table, "vlarray": check_vlarray, "attributes": check_attributes, "tree": check_tree}


def h5py_value(node, expected):
    return node if expected["kind"] in ("attributes", "tree") else node[()]


def disagreements(expectation):
    with h5py.File(expectation["file"], "r") as file:
        for path, expected in readable(expectation, "h5py"):
            yield f"h5py reads {path}", CHECKS[expected["kind"]](h5py_value(file[path], expected), expected)
    with tables.open_file(expectation["file"], "r") as file:
        for path, expected in readable(expectation, "PyTables"):
            yield f"PyTables reads {path}", CHECKS[expected["kind"]](file.get_node(path).read(), expected)


def first_disagreement(expectation):
    try:
        for what, problem in disagreements(expectation):
            if problem:
                return f"{what}: {problem}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


answers = [
    {"file": expectation["file"], "message": message}
    for expectation in json.load(sys.stdin)
    for message in [first_disagreement(expectation)]
    if message
]
json.dump(answers, sys.stdout)
