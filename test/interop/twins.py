"""Writes by PyTables what lib/h5 wrote from the same list of cases, and says how the two files differ.

Input: [our file, file to write, cases]. Output: a list of differences.
"""
import json
import sys
import warnings

import h5py
import numpy as np
import tables

warnings.simplefilter('ignore')
ours, theirs, cases = json.load(sys.stdin)


def values_of(case):
    count = int(np.prod(case['shape']))
    ramp = np.arange(count, dtype='i8') * 7 % 101
    dtype = case['dtype']
    if dtype.startswith('|S'):
        flat = np.array([b'%d' % number for number in ramp], dtype)
    elif dtype == '|b1':
        flat = ramp % 2 == 0
    elif '<c' in dtype:
        flat = (ramp + 1j * (ramp + 0.5)).astype(dtype)
    else:
        flat = ramp.astype(dtype)
    return flat.reshape(case['shape'])


def filters_of(case):
    given = case.get('filters')
    if given is None:
        return None
    return tables.Filters(complevel=given['complevel'], complib=given['complib'], shuffle=given.get('shuffle', True),
                          bitshuffle=given.get('bitshuffle', False), fletcher32=given.get('fletcher32', False))


def table_rows(columns, rows):
    kinds = {'name': 'S8', 'vector': ('<f4', (3,))}
    dtype = [(name,) + (kind if isinstance(kind, tuple) else (kind,))
             for name, kind in ((column, kinds.get(column, typestr)) for column, typestr in columns)]
    data = np.zeros(rows, dtype)
    for name, _ in columns:
        column = data[name]
        for row in range(rows):
            if name == 'name':
                column[row] = b'n%d' % row
            elif name == 'vector':
                column[row] = [row, row + 1, row + 2]
            elif column.dtype == bool:
                column[row] = row % 2 == 0
            elif column.dtype.kind == 'c':
                column[row] = complex(row, -row)
            else:
                column[row] = row % 101
    return data


def write(file, case):
    group, name = case['path'].rsplit('/', 1)
    place, title, filters = group or '/', case.get('title', ''), filters_of(case)
    if case['kind'] == 'array':
        file.create_array(place, name, values_of(case), title, createparents=True)
    elif case['kind'] == 'carray':
        file.create_carray(place, name, title=title, filters=filters, obj=values_of(case), createparents=True)
    elif case['kind'] == 'earray':
        data = values_of(case)
        node = file.create_earray(place, name, tables.Atom.from_dtype(data.dtype), (0,) + data.shape[1:], title, filters,
                                  createparents=True)
        node.append(data)
    elif case['kind'] == 'vlarray':
        node = file.create_vlarray(place, name, tables.Atom.from_dtype(np.dtype(case['dtype'])), title, filters,
                                   createparents=True)
        for row in range(case['rows']):
            node.append(np.arange(row % 5).astype(case['dtype']))
    elif case['kind'] == 'table':
        rows = table_rows(case['columns'], case['rows'])
        # From a type, not from data: those add the attribute FLAVOR.
        file.create_table(place, name, rows.dtype, title, filters, expectedrows=10000, createparents=True).append(rows)


def text_of(type_id):
    """All that makes a type what it is."""
    kind = type_id.get_class()
    if kind == h5py.h5t.STRING:
        return ['text', type_id.get_size(), type_id.get_cset(), type_id.get_strpad(), type_id.is_variable_str()]
    if kind == h5py.h5t.COMPOUND:
        return ['struct', type_id.get_size()] + [
            [type_id.get_member_name(i).decode(), type_id.get_member_offset(i), text_of(type_id.get_member_type(i))]
            for i in range(type_id.get_nmembers())]
    if kind == h5py.h5t.ARRAY:
        return ['array', list(type_id.get_array_dims()), text_of(type_id.get_super())]
    if kind == h5py.h5t.VLEN:
        return ['vlen', text_of(type_id.get_super())]
    if kind == h5py.h5t.BITFIELD:
        return ['bits', type_id.get_size(), type_id.get_order()]
    if kind == h5py.h5t.FLOAT:
        return ['float', type_id.get_size(), type_id.get_order(), type_id.get_fields(), type_id.get_ebias()]
    return [kind, type_id.get_size(), type_id.get_order(), type_id.get_sign()]


def attributes_of(node):
    found = {}
    for index in range(h5py.h5a.get_num_attrs(node.id)):
        attribute = h5py.h5a.open(node.id, index=index)
        space = attribute.get_space()
        raw = np.zeros(space.get_simple_extent_npoints(), 'V%d' % attribute.get_type().get_size())
        if space.get_simple_extent_type() != h5py.h5s.NULL:
            attribute.read(raw, mtype=attribute.get_type())
        found[attribute.name.decode()] = [text_of(attribute.get_type()), space.get_simple_extent_type(),
                                          list(space.shape or ()), raw.tobytes().hex()]
    return found


def dataset_of(node):
    plist, space = node.id.get_create_plist(), node.id.get_space()
    chunked = plist.get_layout() == h5py.h5d.CHUNKED
    return {
        'type': text_of(node.id.get_type()), 'shape': list(node.shape), 'maxshape': list(node.maxshape),
        'layout': plist.get_layout(), 'chunks': plist.get_chunk() if chunked else None,
        'filters': [plist.get_filter(i)[:3] for i in range(plist.get_nfilters())],
        'fill time': plist.get_fill_time(), 'alloc time': plist.get_alloc_time(),
        'fill': plist.fill_value_defined(), 'times': plist.get_obj_track_times(),
    }


def describe(filename):
    found = {}
    with h5py.File(filename, 'r') as file:
        def visit(name, node):
            found[name] = {'attributes': attributes_of(node)}
            if isinstance(node, h5py.Dataset):
                found[name].update(dataset_of(node))
        visit('/', file['/'])
        file.visititems(visit)
    return json.loads(json.dumps(found))


def differences(path, mine, twin):
    if isinstance(mine, dict) and isinstance(twin, dict):
        for key in sorted(set(mine) | set(twin)):
            yield from differences(path + ' ' + key, mine.get(key), twin.get(key))
    elif mine != twin:
        yield '%s: ours %r, PyTables %r' % (path, mine, twin)


def compare_values(mine, twin):
    """What PyTables says of both nodes."""
    for question in (lambda node: type(node).__name__, lambda node: node._v_title, lambda node: node.filters,
                     lambda node: node.shape, lambda node: str(getattr(node, 'atom', None)),
                     lambda node: repr(getattr(node, 'description', None)), lambda node: node.flavor):
        if question(mine) != question(twin):
            yield '%s: ours %s, PyTables %s' % (mine._v_pathname, question(mine), question(twin))
    found, expected = mine.read(), twin.read()
    if isinstance(expected, list):
        if [list(row) for row in found] != [list(row) for row in expected]:
            yield mine._v_pathname + ': rows differ'
    elif found.dtype != expected.dtype or not np.array_equal(found, expected):
        yield mine._v_pathname + ': values differ'


with tables.open_file(theirs, 'w', title='Twins', filters=tables.Filters()) as file:
    for place in sorted({case['path'].rsplit('/', 1)[0] for case in cases} - {''}):
        parent, name = place.rsplit('/', 1)
        if not file.__contains__(parent or '/'):
            file.create_group('/', parent[1:], filters=tables.Filters())
        file.create_group(parent or '/', name, filters=tables.Filters())
    for case in cases:
        write(file, case)

problems = list(differences('', describe(ours), describe(theirs)))
with tables.open_file(ours, 'r') as mine, tables.open_file(theirs, 'r') as twin:
    for leaf in twin.walk_nodes('/', 'Leaf'):
        problems.extend(compare_values(mine.get_node(leaf._v_pathname), leaf))
json.dump(problems, sys.stdout)
