"""Compares copies of files that pypet wrote with the originals, by PyTables, pandas and h5py.

Reads a list of [original, copy, trajectory] from stdin, prints a list of differences as JSON.
"""
import hashlib, io, json, sys, warnings

import numpy as np
import pandas as pd
import tables  # before h5py: registers its compressors with the library that both use
import h5py
from scipy import sparse

warnings.simplefilter('ignore')
differences = []
PANDAS = ('FRAME', 'SERIES')
# Rows that pypet did not keep in line with the file, or where it holds what it lost.
STALE = {
    'empty_containers.hdf5:no_data',
    'overwritten.hdf5:p',
    'scalars_parameter.hdf5:py_big',
    'scalars_parameter.hdf5:py_max64',
    'scalars_parameter.hdf5:py_min64',
}
ARRAYS = ('Array', 'CArray', 'EArray')


def differ(where, what, a, b):
    differences.append(f'{where}: {what}: {a!r} became {b!r}'[:400])


def same(a, b):
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        a, b = np.asarray(a), np.asarray(b)
        if a.shape != b.shape:
            return False
        if a.dtype.names:
            return set(a.dtype.names) == set(b.dtype.names) and all(same(a[n], b[n]) for n in a.dtype.names)
        if a.dtype == object:
            return all(map(same, a.ravel(), b.ravel()))
        return bool(np.array_equal(a, b, equal_nan=a.dtype.kind in 'fc'))
    return a == b or (a != a and b != b)


def user_attributes(node):
    attrs = node._v_attrs
    return {name: attrs[name] for name in attrs._v_attrnamesuser}


def shares_comment(value, attributes):
    """Whether the comment stands once for several leaves."""
    return attributes.get('SRVC_INIT_COMMENT_DIGEST') == hashlib.sha1(value.encode('utf8')).hexdigest()


def compare_attributes(where, a, b):
    ours = user_attributes(b)
    for name, value in user_attributes(a).items():
        if name == 'SRVC_INIT_COMMENT' and name not in ours and shares_comment(value, ours):
            continue
        # Which flag a user once asked for is not remembered.
        if name == 'SRVC_STORE' and type(a).__name__ in ARRAYS and type(b).__name__ in ARRAYS:
            continue
        if name not in ours:
            differ(where, name, value, None)
        elif not same(value, ours[name]) or type(value) is not type(ours[name]):
            differ(where, name, value, ours[name])


def widened(a, b):
    """Whether a column type is the same, but for integers and texts that may need more bytes."""
    if a.shape != b.shape:
        return False
    a, b = a.base, b.base
    return a == b or (a.kind == b.kind == 'S') or (a == np.dtype('i4') and b == np.dtype('i8'))


def compare_type(where, a, b):
    if isinstance(a, tables.Table):
        if a.colnames != b.colnames:
            return differ(where, 'columns', a.colnames, b.colnames)
        for name in a.colnames:
            if not widened(a.coldescrs[name].dtype, b.coldescrs[name].dtype):
                differ(where, f'type of {name}', a.coldescrs[name].dtype, b.coldescrs[name].dtype)
    elif isinstance(a, tables.VLArray):
        if a.atom.type != b.atom.type:
            differ(where, 'atom', a.atom, b.atom)
    # Texts have the width of the longest; numbers are little endian.
    elif a.atom.kind != 'string' and a.atom.dtype != b.atom.dtype.newbyteorder('<'):
        differ(where, 'dtype', a.atom.dtype, b.atom.dtype)


def compare_dataset(where, a, b):
    if '__spsp__' in a.name and isinstance(a, tables.Array):
        return compare_sparse(where, a.read(), b.read())
    if type(a) is not type(b):
        same_kind = type(a).__name__ in ARRAYS and type(b).__name__ in ARRAYS
        if not same_kind or not same(a.read(), b.read()):
            differ(where, type(a).__name__, a.read(), b.read())
        return
    for name in ('CLASS', 'VERSION', 'TITLE', 'FLAVOR'):
        if a._v_attrs[name] != b._v_attrs[name] if name in a._v_attrs else name in b._v_attrs:
            differ(where, name, name in a._v_attrs and a._v_attrs[name], name in b._v_attrs and b._v_attrs[name])
    compare_type(where, a, b)
    if a.filters.complib != b.filters.complib or a.filters.complevel != b.filters.complevel:
        differ(where, 'filters', a.filters, b.filters)
    if not same(a.read(), b.read()):
        differ(where, 'data', a.read(), b.read())


def compare_sparse(where, a, b):
    a, b = (sparse.load_npz(io.BytesIO(bytes.fromhex(dump.decode()))) for dump in (a, b))
    if a.format != b.format or a.dtype != b.dtype or not same(a.toarray(), b.toarray()):
        differ(where, 'sparse', a, b)


def ranges(leaf):
    """The values of an explored ArrayParameter run by run: equal ones may be stored once."""
    if 'explored_data__rr__' not in leaf:
        return None
    sets = leaf.explored__rr__
    at = lambda k: sets._f_get_child(f'set_{k // 1000:05d}')._f_get_child(f'xa_{k:08d}').read()
    return [at(row['idx']) for row in leaf.explored_data__rr__]


def compare_pandas(where, original, copy, path):
    a, b = pd.read_hdf(original, path), pd.read_hdf(copy, path)
    equal = pd.testing.assert_frame_equal if isinstance(a, pd.DataFrame) else pd.testing.assert_series_equal
    try:
        equal(a, b)
    except AssertionError as error:
        differ(where, 'pandas', str(error), '')


def compare_groups(files, where, a, b):
    compare_attributes(where, a, b)
    if not same(ranges(a), ranges(b)):
        differ(where, 'range', ranges(a), ranges(b))
    for name, child in a._v_children.items():
        path = child._v_pathname
        if name in ('explored__rr__', 'explored_data__rr__'):
            continue
        if where == '' and name == 'overview':
            continue
        if isinstance(child, tables.link.SoftLink):
            target = b._v_file.get_node(path)
            if not isinstance(target, tables.link.SoftLink) or target.target != child.target:
                differ(path, 'link', child.target, target)
            continue
        store = child._v_attrs['SRVC_STORE'] if 'SRVC_STORE' in child._v_attrs else None
        if store == 'SHARED_DATA_':
            continue
        if path not in b._v_file:
            differ(path, 'node', 'there', 'missing')
            continue
        other = b._v_file.get_node(path)
        if store in PANDAS:
            compare_pandas(path, *files, path)
            if other._v_attrs['SRVC_STORE'] != store:
                differ(path, 'SRVC_STORE', store, other._v_attrs['SRVC_STORE'])
        elif isinstance(child, tables.Group):
            compare_groups(files, path, child, other)
        else:
            compare_attributes(path, child, other)
            compare_dataset(path, child, other)


def rows(table, *columns):
    return sorted(tuple(row[name] for name in columns or table.colnames) for row in table)


def compare_overview(where, a, b):
    for table in a._f_iter_nodes('Table'):
        if table.name not in b:
            differ(where, table.name, 'there', 'missing')
            continue
        other = b._f_get_child(table.name)
        if table.name in ('info', 'runs', 'explorations', 'hdf5_settings'):
            compare_type(f'{where} {table.name}', table, other)
            if rows(table) != rows(other):
                differ(where, table.name, rows(table), rows(other))
        elif table.colnames != other.colnames:
            differ(where, f'columns of {table.name}', table.colnames, other.colnames)
        elif not table.name.endswith('_summary'):
            compare_listing(where, table, other)


def compare_listing(where, a, b):
    """Each leaf of the trajectory once, with the same text form of its value where it is a plain one."""
    known = {(row['location'], row['name']): row['value'] for row in a}
    ours = rows(b, 'location', 'name')
    if len(set(ours)) != len(ours):
        differ(where, a.name, 'each leaf once', ours)
    traj = a._v_parent._v_parent
    for row in b:
        place = (row['location'], row['name'])
        # What is stored for the first time gets its settings as parameters.
        if place not in known and place[0].startswith(b'config.hdf5'):
            continue
        leaf = '/'.join([traj._v_pathname, *row['location'].decode().split('.'), row['name'].decode()])
        value = known.pop(place, None)
        is_plain = a._v_file.get_node(leaf)._v_attrs.SRVC_INIT_CLASS_NAME in ('Parameter', 'ArrayParameter')
        if value is None or (is_plain and value != row['value'] and f'{a._v_file.filename.rsplit("/")[-1]}:{row["name"].decode()}' not in STALE):
            differ(where, f'{a.name} {place}', value, row['value'])
    lost = [place for place in known if '/'.join(part.decode().replace('.', '/') for part in place) in traj]
    if lost:
        differ(where, a.name, lost, 'missing')


def by_h5py(where, copy, trajectory):
    """Every dataset and attribute can be read without PyTables."""
    with h5py.File(copy, 'r') as b:
        def visit(name, node):
            dict(node.attrs)
            if isinstance(node, h5py.Dataset):
                node[()]
        b[trajectory].visititems(visit)


for original, copy, trajectory in json.load(sys.stdin):
    with tables.open_file(original) as a, tables.open_file(copy) as b:
        left, right = a.get_node('/' + trajectory), b.get_node('/' + trajectory)
        compare_groups((original, copy), '', left, right)
        compare_overview('overview', left.overview, right.overview)
    by_h5py(trajectory, copy, trajectory)
    differences = [text if ' | ' in text else f'{original.rsplit("/")[-1]} | {text}' for text in differences]
json.dump(differences, sys.stdout)
