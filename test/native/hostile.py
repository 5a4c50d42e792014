"""Writes files that lie: bombs, short chunks, unknown filters, ways out of the file. Input: a folder."""
import json
import os
import sys
import zlib

import h5py
import numpy as np
import tables

folder = json.load(sys.stdin)


def path(name):
    return os.path.join(folder, name)


def payloads():
    """For each library: its id, client data and a chunk of 1000 doubles."""
    found = {}
    with tables.open_file(path('payloads.h5'), 'w') as file:
        for library in 'zlib', 'lzo', 'bzip2', 'blosc':
            file.create_carray('/', library, obj=np.zeros(1000), chunkshape=(1000,),
                               filters=tables.Filters(5, library, shuffle=False))
    with h5py.File(path('payloads.h5'), 'r') as file:
        for library, node in file.items():
            number, _, data, _ = node.id.get_create_plist().get_filter(0)
            found[library] = number, data, node.id.read_direct_chunk((0,))[1]
    return found


def dataset(file, name, chunk, filters, rows=None):
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((chunk,))
    for number, data in filters:
        plist.set_filter(number, h5py.h5z.FLAG_OPTIONAL, data)
    space = h5py.h5s.create_simple((chunk if rows is None else rows,))
    return h5py.h5d.create(file.id, name.encode(), h5py.h5t.IEEE_F64LE, space, plist)


def write_chunks():
    with h5py.File(path('chunks.h5'), 'w') as file:
        for library, (number, data, payload) in payloads().items():
            for name, chunk, stored in (('good', 1000, payload), ('more', 100, payload), ('less', 2000, payload),
                                        ('cut', 1000, payload[:-3]), ('garbage', 1000, b'\x5a' * 500),
                                        ('tiny', 1000, b'\x00'), ('huge', 1000, payload + b'\x00' * 200000)):
                dataset(file, library + '_' + name, chunk, [(number, data)]).write_direct_chunk((0,), stored)
        bomb = zlib.compress(bytes(2 ** 28), 9)
        dataset(file, 'bomb', 1000, [(1, (5,))]).write_direct_chunk((0,), bomb)
        dataset(file, 'raw_short', 1000, [(1, (5,))]).write_direct_chunk((0,), bytes(16), 1)
        dataset(file, 'raw_long', 1000, [(1, (5,))]).write_direct_chunk((0,), bytes(9000), 1)
        dataset(file, 'raw_good', 1000, [(1, (5,))]).write_direct_chunk((0,), bytes(8000), 1)
        dataset(file, 'checksum_bad', 1000, [(3, ())]).write_direct_chunk((0,), bytes(8000) + b'abcd')
        dataset(file, 'checksum_none', 1000, [(3, ())]).write_direct_chunk((0,), b'ab')
        dataset(file, 'shuffle_short', 1000, [(2, (8,))]).write_direct_chunk((0,), bytes(16))
        dataset(file, 'twice', 1000, [(1, (5,)), (1, (5,))]).write_direct_chunk((0,), zlib.compress(zlib.compress(bytes(8000))))
        dataset(file, 'unknown', 1000, [(40000, (1,))]).write_direct_chunk((0,), bytes(8000))
        dataset(file, 'nbit', 1000, [(5, ())]).write_direct_chunk((0,), bytes(8000))
        dataset(file, 'scaleoffset', 1000, [(6, (0, 0))]).write_direct_chunk((0,), bytes(8000))
        dataset(file, 'szip', 1000, [(4, (0, 0))]).write_direct_chunk((0,), bytes(8000))
        dataset(file, 'giant', 1000, [(1, (5,))], rows=2 ** 41)
        file.create_dataset('giantContiguous', (2 ** 36,), 'f8')
        file.create_dataset('giantRagged', (2 ** 40,), h5py.vlen_dtype('i4'), chunks=(1000,), compression='gzip')


def write_outside():
    with open(path('secret.bin'), 'wb') as file:
        file.write(np.arange(10.0).tobytes())
    with h5py.File(path('other.h5'), 'w') as file:
        file['x'] = np.arange(10.0)
        file['group/y'] = np.arange(3.0)
    with h5py.File(path('outside.h5'), 'w') as file:
        file.create_dataset('storage', (10,), 'f8', external=[(path('secret.bin'), 0, 80)])
        file['link'] = h5py.ExternalLink(path('other.h5'), '/x')
        file['linkedGroup'] = h5py.ExternalLink(path('other.h5'), '/group')
        file['soft'] = h5py.SoftLink('/linkedGroup/y')
        layout = h5py.VirtualLayout((10,), 'f8')
        layout[:] = h5py.VirtualSource(path('other.h5'), 'x', (10,))
        file.create_virtual_dataset('virtual', layout)
        file['inside'] = np.arange(10.0)


def write_shapes():
    with h5py.File(path('cycle.h5'), 'w') as file:
        file['a/b/c'] = 1
        file['a/b/up'] = file['a']
        file['loop'] = h5py.SoftLink('/loop')
    with h5py.File(path('deep.h5'), 'w') as file:
        group = file
        for _ in range(300):
            group = group.create_group('g')


write_chunks()
write_outside()
write_shapes()
json.dump(None, sys.stdout)
