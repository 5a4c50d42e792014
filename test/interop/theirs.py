"""Writes files by PyTables and h5py and says what is in them.

Input: [PyTables file, h5py file, h5py file of the latest format]. Output: for each file a value per path: `{dtype, shape,
data}` (hexadecimal, little endian), `{texts, shape}`, `{rows}` of such, `{columns}` of such, or `{unimplemented}`.
"""
import json
import sys
import warnings

import h5py
import numpy as np
import tables

warnings.simplefilter('ignore')
pytables_file, h5py_file, latest_file = json.load(sys.stdin)


def column_of(array):
    if array.dtype.kind == 'S' and array.ndim == 1:
        return value_of(array.astype('U'))
    return value_of(array)


def value_of(array):
    array = np.asarray(array)
    if array.dtype.names:
        return {'columns': {name: column_of(array[name]) for name in array.dtype.names}}
    if array.dtype.kind in 'OU':
        return {'texts': [text.decode() if isinstance(text, bytes) else text for text in array.ravel().tolist()],
                'shape': list(array.shape)}
    little = array.astype(array.dtype.newbyteorder('<'))
    if little.dtype.kind in 'fc' and little.dtype.itemsize in (16, 32) and little.dtype != np.dtype('<c16'):
        # The six bytes of padding are whatever was there.
        parts = np.frombuffer(little.tobytes(), 'u1').reshape(-1, 16).copy()
        parts[:, 10:] = 0
        data = parts.tobytes()
    else:
        data = little.tobytes()
    return {'dtype': little.dtype.str, 'shape': list(array.shape), 'data': data.hex()}


def ramp(dtype, shape):
    count = int(np.prod(shape))
    numbers = np.arange(count) % 97
    dtype = np.dtype(dtype)
    if dtype.kind == 'S':
        return np.array([b'%d' % number for number in numbers], dtype).reshape(shape)
    if dtype.kind == 'c':
        return (numbers - 0.5j * numbers).astype(dtype).reshape(shape)
    if dtype.kind == 'b':
        return (numbers % 2 == 1).reshape(shape)
    return numbers.astype(dtype).reshape(shape)


KINDS = ['?', 'i1', 'u1', 'i2', 'i4', 'i8', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8', 'c8', 'c16', 'S1', 'S7']
SHAPES = [(), (0,), (1,), (5,), (2, 3), (0, 4), (4, 0), (2, 1, 3)]


def write_arrays(file, expected):
    for kind in KINDS + ['g', 'G']:
        for order in '<>' if np.dtype(kind).itemsize > 1 and kind not in 'gG' else '=':
            for index, shape in enumerate(SHAPES):
                data = ramp(np.dtype(kind).newbyteorder(order), shape)
                name = 'a_%s_%s_%d' % (np.dtype(kind).name, {'<': 'little', '>': 'big', '=': 'native'}[order], index)
                file.create_array('/arrays', name, data, createparents=True)
                expected['/arrays/' + name] = value_of(data)
    for name, plain in {'list': [1, 2, 3], 'text': b'abc', 'number': 1.5, 'tuple': ((1, 2), (3, 4)), 'yes': True}.items():
        file.create_array('/python', name, plain, createparents=True)
        expected['/python/' + name] = value_of(np.array(plain))


def write_filtered(file, expected):
    libraries = ['zlib', 'lzo', 'bzip2', 'blosc', 'blosc:blosclz', 'blosc:lz4', 'blosc:lz4hc', 'blosc:snappy',
                 'blosc:zlib', 'blosc:zstd']
    for library in libraries:
        for level in (1, 9):
            for shuffle in ('none', 'shuffle', 'bits') if 'blosc' in library else ('none', 'shuffle'):
                for checksum in (False, True):
                    filters = tables.Filters(level, library, shuffle == 'shuffle', shuffle == 'bits', checksum)
                    name = '%s_%d_%s_%d' % (library.replace(':', '_'), level, shuffle, checksum)
                    for kind, data in (('c', ramp('f8', (40, 30))), ('n', np.random.RandomState(1).bytes(5000))):
                        data = np.frombuffer(data, 'u1') if kind == 'n' else data
                        file.create_carray('/filtered', name + kind, obj=data, filters=filters, createparents=True,
                                           chunkshape=(7, 11)[:data.ndim])
                        expected['/filtered/' + name + kind] = value_of(data)


class Inner(tables.IsDescription):
    x = tables.Float64Col()
    deeper = type('Deeper', (tables.IsDescription,), {'k': tables.Int16Col(shape=(2,)), 'label': tables.StringCol(4)})


class Row(tables.IsDescription):
    count = tables.Int64Col(dflt=5)
    unsigned = tables.UInt64Col()
    flag = tables.BoolCol()
    flags = tables.BoolCol(shape=(3,))
    name = tables.StringCol(8)
    matrix = tables.Float32Col(shape=(2, 2))
    half = tables.Float16Col()
    long = tables.Float128Col()
    z = tables.ComplexCol(16)
    small = tables.ComplexCol(8)
    seconds = tables.Time32Col()
    instant = tables.Time64Col()
    inner = Inner()


def write_tables(file, expected):
    table = file.create_table('/', 'table', Row, 'a table')
    row = table.row
    for i in range(20):
        row['count'], row['unsigned'], row['flag'], row['flags'] = -i, 2 ** 63 + i, i % 2, [i % 2, 1, 0]
        row['name'], row['matrix'], row['half'], row['long'] = b'r%d' % i, [[i, 1], [2, 3]], i / 2, i / 4
        row['z'], row['small'], row['seconds'], row['instant'] = complex(i, 1), complex(1, -i), i, 1e9 + i / 8
        row['inner/x'], row['inner/deeper/k'], row['inner/deeper/label'] = i * 0.1, [i, -i], b'd%d' % i
        row.append()
    table.flush()
    expected['/table'] = value_of(table.read())
    file.create_table('/', 'none', Row)
    expected['/none'] = value_of(np.zeros(0, table.dtype))
    big = file.create_table('/', 'big', {'a': tables.Int32Col(), 'b': tables.Float64Col()}, byteorder='big')
    big.append([(i, i / 2) for i in range(10)])
    expected['/big'] = value_of(big.read())
    table.cols.count.create_index()


def write_times(file, expected):
    for name, atom, values in (('t32', tables.Time32Atom(), [0, 5, 2 ** 31 - 1]), ('t64', tables.Time64Atom(), [0.5, 1e9 + 0.25])):
        node = file.create_earray('/times', name, atom, (0,), createparents=True)
        node.append(values)
        expected['/times/' + name] = value_of(node.read())


def write_ragged(file, expected):
    for kind in ['?', 'i1', 'i4', 'u8', 'f2', 'f8', 'c16', 'S3', 'g']:
        node = file.create_vlarray('/ragged', 'v' + np.dtype(kind).name, tables.Atom.from_dtype(np.dtype(kind)),
                                   createparents=True)
        rows = [ramp(kind, (n,)) for n in (0, 1, 3, 0, 50)]
        for row in rows:
            node.append(row)
        expected[node._v_pathname] = {'rows': [value_of(row) for row in rows]}
    pairs = file.create_vlarray('/ragged', 'pairs', tables.Int32Atom(shape=(2,)))
    pairs.append([[1, 2], [3, 4]])
    pairs.append([[5, 6]])
    expected['/ragged/pairs'] = {'rows': [value_of(np.array(row, 'i4')) for row in ([[1, 2], [3, 4]], [[5, 6]])]}
    objects = file.create_vlarray('/ragged', 'objects', tables.ObjectAtom())
    objects.append({'a': 1})
    import pickle
    expected['/ragged/objects'] = {'rows': [value_of(np.frombuffer(pickle.dumps({'a': 1}, -1), 'u1'))]}
    texts = file.create_vlarray('/ragged', 'texts', tables.VLStringAtom())
    texts.append(b'abc')
    expected['/ragged/texts'] = {'rows': [value_of(np.frombuffer(b'abc', 'u1'))]}


def write_enums(file, expected):
    colours = tables.Enum(['red', 'green', 'blue'])
    atom = tables.EnumAtom(colours, 'red', base='uint8')
    node = file.create_carray('/', 'colours', atom, (3,))
    node[:] = [colours.blue, colours.red, colours.green]
    expected['/colours'] = value_of(node.read())
    ragged = file.create_vlarray('/', 'raggedColours', atom)
    ragged.append([colours.blue, colours.green])
    expected['/raggedColours'] = {'rows': [value_of(ragged[0])]}
    table = file.create_table('/', 'enumTable', {'colour': tables.EnumCol(colours, 'red', base='int32')})
    table.append([(colours.green,), (colours.blue,)])
    expected['/enumTable'] = value_of(table.read())


def attribute_values():
    values = {'%s_%s_%d' % (np.dtype(kind).name, order, index): ramp(np.dtype(kind).newbyteorder(order), shape)
              for kind in KINDS if kind != '?' for order in '<>' for index, shape in enumerate([(), (3,), (2, 2)])}
    values['record'] = np.array([(1, 2.5)], [('a', 'i4'), ('b', 'f8')])
    return values


def write_attributes(file, expected):
    # PyTables 3.7 writes arrays of big endian values wrongly.
    for name, value in attribute_values().items():
        if '>' not in name and not name.startswith('bytes'):
            file.root._v_attrs[name] = value
            expected['@' + name] = value_of(value)
    for name, value in {'text': 'größe', 'none': '', 'yes': True, 'int': -5, 'float': 2.5}.items():
        file.root._v_attrs[name] = value
        expected['@' + name] = {'plain': value} if not isinstance(value, float) else value_of(np.float64(value))


def write_h5py_attributes(file, expected):
    for name, value in attribute_values().items():
        file.attrs[name] = value
        expected['@' + name] = value_of(value)
    texts = np.array(['a', 'größe'], object)
    for name, value, described in (('text', 'größe', {'plain': 'größe'}), ('empty', '', {'plain': ''}),
                                   ('texts', texts, value_of(texts)),
                                   ('yes', np.bool_(True), value_of(np.int8(1))),
                                   ('flags', np.array([True, False]), value_of(np.array([1, 0], 'i1'))),
                                   ('null', h5py.Empty('f8'), {'null': '<f8'}),
                                   ('long', np.longdouble(1.5), value_of(np.longdouble(1.5))),
                                   ('zero', np.zeros((0, 2), 'f4'), value_of(np.zeros((0, 2), 'f4'))),
                                   ('large', np.zeros(7000, 'f8'), value_of(np.zeros(7000, 'f8')))):
        file.attrs[name] = value
        expected['@' + name] = described
    file.attrs.create('ragged', np.array([np.arange(3)] * 2 + [None], object)[:2], dtype=h5py.vlen_dtype('i4'))
    expected['@ragged'] = {'error': 'ERR_UNSUPPORTED'}
    file.attrs['reference'] = file.ref
    expected['@reference'] = {'reference': True}
    for index in range(20):
        file['texts'].attrs['dense%d' % index] = index


def pytables():
    expected = {}
    with tables.open_file(pytables_file, 'w') as file:
        for write in write_arrays, write_filtered, write_tables, write_times, write_ragged, write_enums, write_attributes:
            write(file, expected)
    return expected


def add(file, expected, name, data=None, value=None, **options):
    node = file.create_dataset(name, data=data, **options)
    expected['/' + name] = value if value is not None else value_of(np.asarray(node[()], node.dtype))
    return node


def write_h5py(filename, libver):
    expected = {}
    text, ascii = h5py.string_dtype('utf-8'), h5py.string_dtype('ascii')
    with h5py.File(filename, 'w', libver=libver) as file:
        for kind in KINDS:
            for order in '<>':
                for index, shape in enumerate(SHAPES):
                    data = ramp(np.dtype(kind).newbyteorder(order), shape)
                    if kind == '?':
                        value = value_of(data.astype('i1'))
                    else:
                        value = None
                    add(file, expected, 'a/%s_%d_%d' % (np.dtype(kind).name, ord(order), index), data, value)
        add(file, expected, 'texts', np.array(['a', 'größe', ''], object), dtype=text, value={'texts': ['a', 'größe', ''], 'shape': [3]})
        add(file, expected, 'asciiTexts', np.array([['a', 'b']], object), dtype=ascii, value={'texts': ['a', 'b'], 'shape': [1, 2]})
        add(file, expected, 'text', 'größe', {'texts': ['größe'], 'shape': []}, dtype=text)
        add(file, expected, 'packedTexts', np.array(['x' * n for n in range(50)], object), dtype=text, chunks=(7,),
            compression='gzip', value={'texts': ['x' * n for n in range(50)], 'shape': [50]})
        add(file, expected, 'fixedTexts', np.array(['a'.encode(), 'ö'.encode()], h5py.string_dtype('utf-8', 5)),
            {'texts': ['a', 'ö'], 'shape': [2]})
        add(file, expected, 'packed', ramp('>i4', (50, 20)), chunks=(8, 8), compression='gzip', shuffle=True, fletcher32=True)
        add(file, expected, 'lowest', ramp('f8', (50,)), chunks=(8,), compression=0)
        add(file, expected, 'growing', ramp('f4', (5, 2)), maxshape=(None, 2))
        add(file, expected, 'growing2', ramp('f4', (5, 2)), maxshape=(None, None))
        file.create_dataset('sparse', (30, 30), 'f8', chunks=(10, 10), fillvalue=1.5)[3, 4] = 2
        expected['/sparse'] = value_of(file['sparse'][()])
        padded = np.zeros(3, np.dtype([('a', 'i1'), ('b', '>f8'), ('c', 'i2', (2,)), ('d', [('e', 'u1'), ('f', 'f4')])], align=True))
        padded['a'], padded['b'], padded['d']['f'] = [1, 2, 3], [0.5, 1.5, 2.5], 7
        add(file, expected, 'padded', padded)
        add(file, expected, 'enum', np.array([0, 2, 1], 'i2'), dtype=h5py.enum_dtype({'A': 0, 'B': 1, 'C': 2}, 'i2'),
            value=value_of(np.array([0, 2, 1], 'i2')))
        file.create_dataset('arrayElements', (2,), np.dtype(('f4', (3,))))[:] = np.arange(6).reshape(2, 3)
        expected['/arrayElements'] = value_of(np.arange(6, dtype='f4').reshape(2, 3))
        ragged = file.create_dataset('ragged', (3,), h5py.vlen_dtype('i4'))
        ragged[0], ragged[2] = [1, 2, 3], [4]
        expected['/ragged'] = {'rows': [value_of(np.array(row, 'i4')) for row in ([1, 2, 3], [], [4])]}
        for name, data, dtype in (('refs', [file['texts'].ref], h5py.ref_dtype), ('empty', h5py.Empty('f8'), None),
                                  ('regions', [file['packed'].regionref[:2]], h5py.regionref_dtype),
                                  ('opaque', np.array([b'abc'], 'V3'), None),
                                  ('scalarStruct', padded[0], None), ('structs', np.stack([padded, padded]), None)):
            file.create_dataset(name, data=data, dtype=dtype)
            expected['/' + name] = {'unimplemented': True}
        file.create_dataset('ragged2', (2, 2), h5py.vlen_dtype('i4'))
        file.create_dataset('raggedTexts', (2,), h5py.vlen_dtype(text))
        file.create_dataset('structTexts', (2,), np.dtype([('a', 'i4'), ('b', text)]))
        file.create_dataset('structRagged', (2,), np.dtype([('a', 'i4'), ('b', h5py.vlen_dtype('i4'))]))
        file.create_dataset('structRefs', (2,), np.dtype([('a', 'i4'), ('b', h5py.ref_dtype)]))
        file.create_dataset('structOpaque', (2,), np.dtype([('a', 'i4'), ('b', 'V3')]))
        file['type'] = np.dtype('f8')
        for name in ('ragged2', 'raggedTexts', 'structTexts', 'structRagged', 'structRefs', 'structOpaque', 'type'):
            expected['/' + name] = {'unimplemented': True}
        write_h5py_attributes(file, expected)
        file.create_dataset('scaled', data=ramp('i4', (50,)), chunks=(10,), scaleoffset=0)
        expected['/scaled'] = {'error': 'ERR_FILTER_UNAVAILABLE'}
    return expected


json.dump([pytables(), write_h5py(h5py_file, 'earliest'), write_h5py(latest_file, 'latest')], sys.stdout)
