"""Makes files that trajstore did not write, in the folder of the first argument, and says on the standard output what they
hold: a list of datasets `/s`, each in a file of its own."""

import json
import os
import sys
import zlib

import h5py
import numpy
import tables

folder = sys.argv[1]
random = numpy.random.RandomState(1)
made = []


def values(shape, dtype):
    """Numbers of few digits, so that some chunks become shorter by compression."""
    dtype = numpy.dtype(dtype)
    if dtype.kind == "b":
        return random.randint(0, 2, shape).astype(dtype)
    if dtype.kind == "S":
        return random.randint(0, 90, shape).astype(dtype)
    return random.randint(0, 100, shape).astype(dtype)


def little(array):
    return numpy.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).tobytes().hex()


def packed(rows):
    """Rows without gaps, little endian."""
    if rows.dtype.names is None:
        return numpy.frombuffer(bytes.fromhex(little(rows)), dtype="V1").reshape(len(rows), -1)
    return numpy.concatenate([packed(rows[name]) for name in rows.dtype.names], axis=1)


def described(dtype):
    """A type as the library tells it."""
    if dtype.kind == "b":
        # h5py's booleans are an enumeration.
        return {"enum": "|i1", "members": [["FALSE", 0], ["TRUE", 1]]}
    if h5py.check_enum_dtype(dtype) is not None:
        return {"enum": dtype.str, "members": list(h5py.check_enum_dtype(dtype).items())}
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return {"base": described(base), "shape": list(shape)}
    if dtype.names is not None:
        return {"fields": [[name, described(dtype[name])] for name in dtype.names]}
    return dtype.str


def kind_of(dataset):
    if dataset.dtype.names is not None:
        return "table"
    if dataset.chunks is None:
        return "array"
    return "earray" if None in dataset.maxshape else "carray"


def add(data, libver=None, alloc=None, masks=(), **options):
    filename = f"seed{len(made)}.h5"
    with h5py.File(os.path.join(folder, filename), "w", libver=libver) as file:
        dataset = create(file, data, alloc, options)
        for offset, skipped, raw in masks:
            dataset.id.write_direct_chunk(offset, raw, skipped)
    note(filename)


def create(file, data, alloc, options):
    if alloc is None:
        return file.create_dataset("s", data=data, **options)
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_alloc_time(alloc)
    plist.set_chunk(options["chunks"])
    limits = tuple(h5py.h5s.UNLIMITED if axis is None else axis for axis in options.get("maxshape", data.shape))
    space = h5py.h5s.create_simple(data.shape, limits)
    h5py.h5d.create(file.id, b"s", h5py.h5t.py_create(data.dtype, logical=True), space, plist)
    dataset = file["s"]
    dataset[: len(data) // 2] = data[: len(data) // 2]
    return dataset


def note(filename, dtype=None):
    with h5py.File(os.path.join(folder, filename), "r") as file:
        dataset = file["s"]
        data = dataset[()]
        kind = kind_of(dataset)
        fill = numpy.zeros((), dataset.dtype) if dataset.fillvalue is None else numpy.asarray(dataset.fillvalue)
        entry = {
            "file": filename,
            "kind": kind,
            "dtype": dtype or described(dataset.dtype),
            "shape": list(dataset.shape),
            "hex": packed(data).tobytes().hex() if kind == "table" else little(data),
            "chunkshape": None if dataset.chunks is None else list(dataset.chunks),
            "limit": dataset.maxshape[0] if dataset.maxshape else None,
            "fill": None if kind == "table" else little(fill),
        }
    made.append(entry)


def chunk_as_long_as_its_data():
    """24 bytes that zlib compresses to 24: stored so, they take as much as when the filter is left out."""
    while True:
        data = bytes(random.randint(0, 256, 14).tolist()) + bytes(10)
        if len(zlib.compress(data, 1)) == len(data):
            return data


EARLY, LATE = h5py.h5d.ALLOC_TIME_EARLY, h5py.h5d.ALLOC_TIME_LATE
gzip = {"compression": "gzip", "compression_opts": 4}
enumeration = h5py.enum_dtype({"RED": 0, "GREEN": 1, "BLUE": 42}, basetype="i2")
record = numpy.dtype({"names": ["a", "b", "c"], "formats": [">i4", "<f2", "S5"], "offsets": [4, 12, 20], "itemsize": 32})
aligned = numpy.dtype([("a", "i1"), ("b", "<f8"), ("pair", ">i2", (2,)), ("in", [("x", ">f4"), ("y", "|u1")])], align=True)

for libver in (None, "latest"):
    for dtype in (">i4", "<f2", ">f8", "|b1", "|S4", "<u8", ">f2"):
        add(values((7, 3), dtype), libver)
        add(values((11,), dtype), libver, chunks=(4,), maxshape=(None,), **gzip)
    add(numpy.array([0, 1, 42, 1], enumeration), libver)
    add(numpy.array([0, 1, 42, 1, 0], enumeration), libver, chunks=(2,), maxshape=(None,))
    # By how many axes are unlimited the latest format chooses its index of chunks.
    add(values((9, 5), ">i4"), libver, chunks=(2, 2))
    add(values((9, 5), ">i4"), libver, chunks=(2, 2), shuffle=True, **gzip)
    add(values((9, 5), "<i8"), libver, chunks=(2, 2), maxshape=(None, 5), fletcher32=True)
    add(values((9, 5), "<i8"), libver, chunks=(2, 2), maxshape=(None, None), **gzip)
    add(values((6, 3), "<i4"), libver, chunks=(2, 2), maxshape=(12, None), **gzip)
    add(values((6, 4), "<f4"), libver, chunks=(6, 4), **gzip)
    for alloc in (EARLY, LATE):
        add(values((9, 4), "<i4"), libver, alloc, chunks=(2, 3))
        add(values((9,), "<i4"), libver, alloc, chunks=(2,), maxshape=(None,))
    add(values((5,), "<i4"), libver, chunks=(2,), maxshape=(None,), fillvalue=7)
    add(values((5, 2), ">f8"), libver, chunks=(2, 2), maxshape=(None, 2), fillvalue=-1.5, **gzip)
    add(numpy.zeros(6, "<u8"), libver, chunks=(3,), compression="gzip", compression_opts=1,
        masks=[((0,), 0, zlib.compress(chunk_as_long_as_its_data(), 1)), ((3,), 1, bytes(range(24)))])
    for rows in (numpy.zeros(7, record), numpy.zeros(7, aligned)):
        for name in rows.dtype.names:
            if rows[name].dtype.names is None:
                rows[name] = values(rows[name].shape, rows[name].dtype)
        add(rows, libver, chunks=(3,), maxshape=(None,))
        add(rows, libver, chunks=(2,), maxshape=(12,), **gzip)

# Many chunks: an index of more than one node.
add(values((300,), "<i4"), "latest", chunks=(1,), maxshape=(None,))
add(values((300,), "<i4"), "latest", chunks=(1,))
add(values((300,), "<i4"), "earliest", chunks=(1,), maxshape=(None,), **gzip)


def by_pytables(make, dtype=None):
    filename = f"seed{len(made)}.h5"
    with tables.open_file(os.path.join(folder, filename), "w") as file:
        make(file)
    note(filename, dtype)


zlib5 = tables.Filters(complevel=5, complib="zlib", shuffle=True)
blosc = tables.Filters(complevel=5, complib="blosc:zstd", fletcher32=True)
by_pytables(lambda file: file.create_array("/", "s", values((4, 3), ">i4")))
by_pytables(lambda file: file.create_carray("/", "s", obj=values((8, 3), ">f8"), filters=zlib5, chunkshape=(3, 2)))
by_pytables(lambda file: file.create_earray("/", "s", obj=values((8, 3), "<i2"), filters=zlib5, chunkshape=(3, 2)))
plain = numpy.array([(1, 2.5, b"abc"), (2, -1.0, b""), (3, 0.0, b"xyz")], [("n", ">i4"), ("x", ">f8"), ("t", "S3")])
by_pytables(lambda file: file.create_table("/", "s", obj=plain, filters=zlib5, chunkshape=(2,)))
# PyTables' booleans are bit fields, which h5py takes for numbers.
by_pytables(lambda file: file.create_array("/", "s", values((6,), bool)), "|b1")
by_pytables(lambda file: file.create_earray("/", "s", obj=values((6,), bool), filters=blosc, chunkshape=(4,)), "|b1")

json.dump(made, sys.stdout)
