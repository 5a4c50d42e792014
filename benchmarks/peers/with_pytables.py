"""PyTables: the operations, in the way its documentation shows."""
import numpy as np
import tables

import data
from serve import serve, timed


def store_leaves(filename, leaves):
    with tables.open_file(filename, "w") as file:

        def work():
            results = file.create_group("/", "results")
            for i in range(leaves):
                group = file.create_group(results, "leaf_%08d" % i)
                for name, value in data.attributes(i):
                    group._v_attrs[name] = value
                array = file.create_array(group, "data", data.ARRAY)
                array._v_attrs["SRVC_STORE"] = "ARRAY"
            file.flush()

        return timed(work)


def leaf_store(folder, leaves):
    return store_leaves(folder + "/leaves.h5", leaves)


def attributes_read(folder, leaves):
    filename = folder + "/leaves.h5"
    store_leaves(filename, leaves)

    def work():
        count = 0
        with tables.open_file(filename) as file:
            for group in file.root.results._f_iter_nodes():
                attributes = group._v_attrs
                count += len([attributes[name] for name in attributes._v_attrnames])
        assert count >= leaves * 11, count

    return timed(work)


def earray_append(folder, rows):
    with tables.open_file(folder + "/rows.h5", "w") as file:
        row = np.arange(8, dtype="f8").reshape(1, 8)

        def work():
            array = file.create_earray("/", "rows", tables.Float64Atom(), (0, 8), expectedrows=rows)
            for i in range(rows):
                row[0, 0] = i
                array.append(row)
            file.flush()

        return timed(work)


def table_rows(folder, rows):
    with tables.open_file(folder + "/table.h5", "w") as file:

        def work():
            table = file.create_table("/", "table", data.ROW, expectedrows=rows)
            row = table.row
            for i in range(rows):
                row["index"] = i
                row["time"] = i / 10
                row["x"] = i
                row["y"] = i + 1
                row["z"] = i + 2
                row["count"] = i
                row["done"] = i % 2 == 0
                row["name"] = b"run_00000001"
                row.append()
            table.flush()
            file.flush()

        return timed(work)


def table_blocks(folder, rows, blockRows):
    with tables.open_file(folder + "/table.h5", "w") as file:
        block = data.table_block(blockRows)

        def work():
            table = file.create_table("/", "table", data.ROW, expectedrows=rows)
            for _ in range(0, rows, blockRows):
                table.append(block)
            file.flush()

        return timed(work)


def vlarray_append(folder, rows):
    with tables.open_file(folder + "/ragged.h5", "w") as file:
        values = np.arange(100)

        def work():
            array = file.create_vlarray("/", "ragged", tables.Int64Atom(), expectedrows=rows)
            for i in range(rows):
                array.append(values[: 1 + i % 100])
            file.flush()

        return timed(work)


def write_blocks(filename, megabytes, complib, complevel):
    signal = data.signal(data.BLOCK_ROWS * 16)
    filters = tables.Filters(complib=complib, complevel=complevel, shuffle=complevel > 0)
    with tables.open_file(filename, "w") as file:

        def work():
            array = file.create_earray(
                "/", "blocks", tables.Float64Atom(), (0, 8), chunkshape=data.CHUNK, filters=filters
            )
            for i in range(data.blocks(megabytes)):
                first = (i % 16) * data.BLOCK_ROWS
                array.append(signal[first : first + data.BLOCK_ROWS])
            file.flush()

        return timed(work)


def block_write(folder, megabytes, complib, complevel):
    return write_blocks(folder + "/blocks.h5", megabytes, complib, complevel)


def block_read(folder, megabytes, complib, complevel):
    filename = folder + "/blocks.h5"
    write_blocks(filename, megabytes, complib, complevel)

    def work():
        with tables.open_file(filename) as file:
            array = file.root.blocks
            for start in range(0, array.nrows, data.READ_ROWS):
                array.read(start, min(start + data.READ_ROWS, array.nrows))

    return timed(work)


def write_contiguous(filename, megabytes):
    array = np.arange(megabytes * 2**17, dtype="f8")

    def work():
        with tables.open_file(filename, "w") as file:
            file.create_array("/", "array", array)

    return timed(work)


def contiguous_write(folder, megabytes):
    return write_contiguous(folder + "/array.h5", megabytes)


def contiguous_read(folder, megabytes):
    filename = folder + "/array.h5"
    write_contiguous(filename, megabytes)

    def work():
        with tables.open_file(filename) as file:
            file.root.array.read()

    return timed(work)


serve(
    {
        "leafStore": leaf_store,
        "attributesRead": attributes_read,
        "earrayAppend": earray_append,
        "tableRows": table_rows,
        "tableBlocks": table_blocks,
        "vlarrayAppend": vlarray_append,
        "blockWrite": block_write,
        "blockRead": block_read,
        "contiguousWrite": contiguous_write,
        "contiguousRead": contiguous_read,
    }
)
