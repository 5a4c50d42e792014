"""h5py: the operations it has. It has no row buffers and no filters but zlib, lzf and what plugins bring."""
import h5py
import numpy as np

import data
from serve import serve, timed


def store_leaves(filename, leaves):
    with h5py.File(filename, "w") as file:

        def work():
            results = file.create_group("results")
            for i in range(leaves):
                group = results.create_group("leaf_%08d" % i)
                for name, value in data.attributes(i):
                    group.attrs[name] = value
                for name, value in (("CLASS", "GROUP"), ("TITLE", ""), ("VERSION", "1.0")):
                    group.attrs[name] = value
                array = group.create_dataset("data", data=data.ARRAY)
                for name, value in (("CLASS", "ARRAY"), ("TITLE", ""), ("VERSION", "2.4"), ("SRVC_STORE", "ARRAY")):
                    array.attrs[name] = value
            file.flush()

        return timed(work)


def leaf_store(folder, leaves):
    return store_leaves(folder + "/leaves.h5", leaves)


def attributes_read(folder, leaves):
    filename = folder + "/leaves.h5"
    store_leaves(filename, leaves)

    def work():
        count = 0
        with h5py.File(filename, "r") as file:
            for group in file["results"].values():
                count += len(dict(group.attrs))
        assert count >= leaves * 11, count

    return timed(work)


def earray_append(folder, rows):
    with h5py.File(folder + "/rows.h5", "w") as file:
        row = np.arange(8, dtype="f8")

        def work():
            array = file.create_dataset("rows", (0, 8), "f8", maxshape=(None, 8), chunks=data.CHUNK)
            for i in range(rows):
                row[0] = i
                array.resize(i + 1, axis=0)
                array[i] = row
            file.flush()

        return timed(work)


def table_blocks(folder, rows, blockRows):
    with h5py.File(folder + "/table.h5", "w") as file:
        block = data.table_block(blockRows)

        def work():
            table = file.create_dataset("table", (0,), data.ROW, maxshape=(None,), chunks=(1024,))
            for start in range(0, rows, blockRows):
                table.resize(start + blockRows, axis=0)
                table[start:] = block
            file.flush()

        return timed(work)


def vlarray_append(folder, rows):
    with h5py.File(folder + "/ragged.h5", "w") as file:
        values = np.arange(100)

        def work():
            array = file.create_dataset("ragged", (0,), h5py.vlen_dtype("i8"), maxshape=(None,), chunks=(512,))
            for i in range(rows):
                array.resize(i + 1, axis=0)
                array[i] = values[: 1 + i % 100]
            file.flush()

        return timed(work)


def write_blocks(filename, megabytes, complib, complevel):
    signal = data.signal(data.BLOCK_ROWS * 16)
    zlib = {} if complevel == 0 else {"compression": "gzip", "compression_opts": complevel, "shuffle": True}
    with h5py.File(filename, "w") as file:

        def work():
            array = file.create_dataset("blocks", (0, 8), "f8", maxshape=(None, 8), chunks=data.CHUNK, **zlib)
            for i in range(data.blocks(megabytes)):
                first = (i % 16) * data.BLOCK_ROWS
                array.resize((i + 1) * data.BLOCK_ROWS, axis=0)
                array[i * data.BLOCK_ROWS :] = signal[first : first + data.BLOCK_ROWS]
            file.flush()

        return timed(work)


def block_write(folder, megabytes, complib, complevel):
    return write_blocks(folder + "/blocks.h5", megabytes, complib, complevel)


def block_read(folder, megabytes, complib, complevel):
    filename = folder + "/blocks.h5"
    write_blocks(filename, megabytes, complib, complevel)

    def work():
        with h5py.File(filename, "r") as file:
            array = file["blocks"]
            for start in range(0, len(array), data.READ_ROWS):
                array[start : start + data.READ_ROWS]

    return timed(work)


serve(
    {
        "leafStore": leaf_store,
        "attributesRead": attributes_read,
        "earrayAppend": earray_append,
        "tableBlocks": table_blocks,
        "vlarrayAppend": vlarray_append,
        "blockWrite": block_write,
        "blockRead": block_read,
    }
)
