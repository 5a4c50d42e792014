"""The data of the trials, as our side makes them."""
import math

import numpy as np

ROW = np.dtype(
    [
        ("index", "<i8"),
        ("time", "<f8"),
        ("x", "<f8"),
        ("y", "<f8"),
        ("z", "<f8"),
        ("count", "<i4"),
        ("done", "?"),
        ("name", "S28"),
    ]
)
ARRAY = np.arange(100, dtype="f8")
BLOCK_ROWS = 1000
CHUNK = (2048, 8)
READ_ROWS = 16 * 2048


def attributes(index):
    return [
        ("SRVC_CLASS_NAME", "Result"),
        ("SRVC_COMMENT", "A number of numbers"),
        ("SRVC_LEAF", True),
        ("SRVC_INIT", "Result"),
        ("text", "some text"),
        ("number", index),
        ("half", index + 0.5),
        ("unit", "mV"),
    ]


def table_block(rows):
    block = np.zeros(rows, dtype=ROW)
    index = np.arange(rows)
    for name, shift in (("index", 0), ("x", 0), ("y", 1), ("z", 2), ("count", 0)):
        block[name] = index + shift
    block["time"] = index / 10
    block["done"] = index % 2 == 0
    block["name"] = b"run_00000001"
    return block


def signal(rows):
    data = np.empty(rows * 8)
    state, walk = 1, 0.0
    for i in range(data.size):
        state = (state * 48271) % 2147483647
        noise = state / 2147483647 - 0.5
        walk += noise
        value = 10 * math.sin(i / 500) + noise if i % 8 < 4 else walk
        data[i] = math.floor(value * 4096 + 0.5) / 4096
    return data.reshape(rows, 8)


def blocks(megabytes):
    return round(megabytes * 2**20 / (BLOCK_ROWS * 64))
