"""Files of h5py and PyTables to be repacked, and what h5py finds in them. A command and its argument come from stdin."""
import json
import os
import sys

import h5py
import numpy as np
import tables

text = h5py.string_dtype()
rows = h5py.vlen_dtype('i4')


def ragged(*values, dtype='i4'):
    result = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        result[i] = np.array(value, dtype)
    return result


def netcdf(f):
    f.attrs['_NCProperties'] = np.bytes_('version=2,netcdf=4.9.0,hdf5=1.12.2')
    time = f.create_dataset('time', data=np.arange(4.0), maxshape=(None,), chunks=(1024,))
    x = f.create_dataset('x', data=np.arange(3, dtype='>f4'))
    temperature = f.create_dataset('temp', data=np.arange(12, dtype='>i2').reshape(4, 3), maxshape=(None, 3), chunks=(2, 3),
                                   compression='gzip', shuffle=True, fillvalue=-1)
    time.make_scale('time')
    x.make_scale('x')
    temperature.dims[0].attach_scale(time)
    temperature.dims[1].attach_scale(x)
    temperature.attrs['units'] = np.bytes_('K')
    f['alias'] = temperature
    kind = h5py.h5t.py_create(np.dtype([('a', 'i4'), ('b', 'f8')]))
    kind.commit(f.id, b'kind')
    f['kind'].attrs['note'] = 'a type with a name'
    for name in (b'first', b'second'):
        h5py.h5d.create(f.id, name, kind, h5py.h5s.create_simple((3,), (3,)))
        f[name.decode()][...] = np.array([(1, 2.0), (3, 4.0), (5, 6.0)], dtype=[('a', 'i4'), ('b', 'f8')])
    lists = h5py.h5t.vlen_create(h5py.h5t.STD_I32LE)
    lists.commit(f.id, b'lists')
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((2,))
    h5py.h5d.create(f.id, b'ragged', lists, h5py.h5s.create_simple((5,), (h5py.h5s.UNLIMITED,)), plist)
    f['ragged'][0] = np.array([1, 2, 3], 'i4')
    h5py.h5a.create(f['x'].id, b'typed', kind, h5py.h5s.create(h5py.h5s.SCALAR)).write(
        np.array((7, 8.0), dtype=[('a', 'i4'), ('b', 'f8')]))


def anndata(f):
    obs = f.create_group('obs')
    categories = obs.create_dataset('__categories/kind', data=np.array(['A', 'B'], dtype=text))
    codes = obs.create_dataset('kind', data=np.array([0, 1, 0], 'i1'))
    codes.attrs['categories'] = categories.ref
    obs.attrs['column-order'] = np.array(['kind', 'n'], dtype=text)
    grid = f.create_dataset('grid', data=np.arange(30).reshape(5, 6))
    f['objects'] = np.array([codes.ref, categories.ref, h5py.Reference(), f.ref], dtype=h5py.ref_dtype)
    f['regions'] = np.array([grid.regionref[1:3, 0:2], grid.regionref[[0, 2], 5]], dtype=h5py.regionref_dtype)
    f['later'] = f['objects']
    pairs = f.create_dataset('pairs', (4,), dtype=[('to', h5py.ref_dtype), ('n', 'i4')], chunks=(2,), compression='gzip')
    pairs[1] = (grid.ref, 5)
    matrix = f.create_group('matrix')
    matrix['ref'] = np.array([[grid.ref, obs.ref]], dtype=h5py.ref_dtype)
    f.attrs['region'] = grid.regionref[0:1, 0:3]
    f.attrs['to self'] = f.ref
    # Cycles by hard links, of a group below itself and of two below each other.
    obs['again'] = obs
    obs['up'] = f
    matrix['obs'] = obs
    obs['matrix'] = matrix


def kinds(f):
    for fmt, options in (('contig', {}), ('chunk', dict(chunks=(5,))), ('gz', dict(chunks=(5,), compression='gzip')),
                         ('ext', dict(chunks=(5,), maxshape=(None,)))):
        for name, kind, value in (('s_', text, 'text %d é'), ('v_', rows, None)):
            made = f.create_dataset(name + fmt, (10,), dtype=kind, **options)
            for i in range(4):
                made[i] = value % i if value else list(range(i + 1))
    table = np.empty(2, np.dtype([('id', 'i4'), ('name', text), ('w', 'f8')]))
    table[0], table[1] = (1, 'un', 1.5), (2, 'deux', 2.5)
    f['comp'] = table
    group = f.create_group('g')
    group.attrs['texts'] = ['un', 'deux']
    group.attrs.create('ragged', ragged([1, 2], [3]), dtype=rows)
    group['inner'] = h5py.SoftLink('/s_gz')
    group['dangling'] = h5py.SoftLink('nowhere/at all')
    group['ext'] = h5py.ExternalLink('other.h5', '/x')
    group['unicode é'] = 1.0
    dense = group.create_dataset('dense', data=np.arange(3))
    for i in range(20):
        group.attrs['t%d' % i] = 'text %d' % i
        dense.attrs['t%d' % i] = 'text %d' % i
        dense.attrs.create('r%d' % i, ragged([i], [i, i]), dtype=rows)
    f.create_group('empty')
    f['null'] = h5py.Empty('f4')
    f.attrs['null'] = h5py.Empty('S3')
    f['scalar'] = np.float32(3)
    f['text'] = 'a text'
    f['flags'] = np.array([True, False])
    f['complex'] = np.array([1 + 2j])
    f['half'] = np.array([0.5, 1], 'f2')
    f['enum'] = np.array([0, 1], h5py.enum_dtype({'OFF': 0, 'ON': 1}, 'u1'))
    f['opaque'] = np.array([b'abcd', b'efgh'], 'V4')
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    compact.set_fill_value(np.array(9, 'i4'))
    h5py.h5d.create(f.id, b'compact', h5py.h5t.STD_I32LE, h5py.h5s.create_simple((4,)), compact)
    f['compact'][1] = 3
    f.create_dataset('never written', (100,), 'f8')
    f.create_dataset('sparse', (10000, 10000), 'i2', chunks=(10, 10), fletcher32=True, fillvalue=7)[5000, 5000] = 1
    f.create_dataset('scaled', data=np.arange(100), chunks=(10,), scaleoffset=0)
    f.create_dataset('lzf', data=np.arange(100), chunks=(7,), compression='lzf')
    f.create_dataset('outside', (4,), 'i4', external=[('outside.bin', 0, 16)])
    many = f.create_group('many', track_order=True)
    for i in range(30):
        many['n%d' % (29 - i)] = i
    few = f.create_group('few', track_order=True)
    for name in 'cab':
        few.attrs[name] = 'text'
        few[name] = 1
    f['few/a'].attrs['x'] = 1


def virtual(f):
    layout = h5py.VirtualLayout((2, 3), 'i8')
    layout[0] = h5py.VirtualSource('elsewhere.h5', 'data', (3,))
    layout[1] = h5py.VirtualSource('.', 'real', (3,))
    f['real'] = np.arange(3)
    f.create_virtual_dataset('virtual', layout, fillvalue=-1)


class Chance:
    """A small file by chance: everything refers to, and links to, what is there already."""

    def __init__(self, f, seed):
        self.random = np.random.RandomState(seed)
        self.file = f
        self.groups, self.datasets, self.types = [f], [], []
        for i in range(self.random.randint(5, 40)):
            self.random.choice([self.group, self.dataset, self.link, self.attribute, self.attribute, self.type])('n%d' % i)

    def one(self, things):
        return things[self.random.randint(len(things))]

    def group(self, name):
        self.groups.append(self.one(self.groups).create_group(name, track_order=bool(self.random.randint(2))))

    def type(self, name):
        kind = self.one([h5py.h5t.STD_I32LE, h5py.h5t.vlen_create(h5py.h5t.STD_I16LE), h5py.h5t.py_create(text, logical=True),
                         h5py.h5t.py_create(np.dtype([('a', 'i4'), ('b', 'f8', (2,))]))]).copy()
        parent = self.one(self.groups)
        kind.commit(parent.id, name.encode())
        self.types.append(parent[name])

    def link(self, name):
        parent = self.one(self.groups)
        target = self.one(self.groups + self.datasets + self.types)
        choice = self.random.randint(4)
        parent[name] = (h5py.SoftLink(target.name) if choice == 0 else h5py.ExternalLink('other.h5', '/x') if choice == 1 else target)

    def value(self):
        """Data and their type."""
        target = self.one(self.groups + self.datasets)
        pair = np.zeros(2, [('to', h5py.ref_dtype), ('n', 'i4')])
        pair['to'][:] = [self.one(self.groups).ref, target.ref]
        listed = np.empty(2, dtype=object)
        listed[0], listed[1] = np.array([target.ref], h5py.ref_dtype), np.array([self.file.ref, target.ref], h5py.ref_dtype)
        choices = [(np.arange(self.random.randint(1, 9)), None), (np.array(['a', 'é', ''], object), text),
                   (ragged([1, 2], [], [3]), rows), (np.array([target.ref, h5py.Reference()], h5py.ref_dtype), h5py.ref_dtype),
                   (pair, None), (listed, h5py.vlen_dtype(h5py.ref_dtype)), (np.array([b'ab', b'c']), None)]
        if self.datasets:
            of = self.one(self.datasets)
            choices.append((np.array([of.regionref[0:1]], h5py.regionref_dtype), h5py.regionref_dtype))
        return self.one(choices)

    def dataset(self, name):
        data, kind = self.value()
        options = self.one([{}, dict(chunks=(1,)), dict(chunks=(2,), maxshape=(None,), compression='gzip'),
                            dict(chunks=(3,), maxshape=(50,))])
        parent = self.one(self.groups)
        if self.types and self.random.randint(3) == 0:
            self.typed(parent, name)
        elif kind is None and data.dtype.kind != 'i':
            parent.create_dataset(name, data=data)
        else:
            parent.create_dataset(name, data=data, dtype=kind, **options)
        self.datasets.append(parent[name])

    def typed(self, parent, name):
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        if self.random.randint(2):
            plist.set_chunk((2,))
        space = h5py.h5s.create_simple((5,))
        kind = self.one(self.types)
        h5py.h5d.create(parent.id, name.encode(), kind.id, space, plist)
        if kind.dtype.kind == 'i':
            parent[name][1:4] = np.arange(3)

    def attribute(self, name):
        owner = self.one(self.groups + self.datasets + self.types)
        for i in range(self.random.choice([1, 2, 12])):
            data, kind = self.value()
            owner.attrs.create('%s-%d' % (name, i), data, dtype=kind)


def by_chance(name, seed):
    orders = seed % 3 == 0
    with h5py.File(name, 'w', libver=('earliest', 'latest')[seed % 2], track_order=orders) as f:
        Chance(f, seed)
    return name


def make(folder):
    names = []
    for write in (netcdf, anndata, kinds, virtual):
        for version in ('earliest', 'v108', 'latest'):
            for order in (False, True):
                if write is virtual and version == 'v108':
                    continue  # which had none
                name = os.path.join(folder, '%s-%s-%d.h5' % (write.__name__, version, order))
                bounds = version if version != 'v108' else ('v108', 'v108')
                with h5py.File(name, 'w', libver=bounds, track_order=order, userblock_size=1024 if order else 0) as f:
                    write(f)
                    if version == 'latest' and write is kinds:
                        f['g'].attrs['large'] = np.arange(20000.0)
                if order:
                    with open(name, 'r+b') as file:
                        file.write(b'#!/bin/sh user block')
                names.append(name)
    return names + [of_pytables(os.path.join(folder, 'pytables.h5'))]


def of_pytables(name):
    with tables.open_file(name, 'w', title='a title', filters=tables.Filters(complevel=5, complib='blosc')) as f:
        f.root._v_attrs.mine = {'pickled': [1, 2]}
        table = f.create_table('/group', 'table', {'n': tables.Int32Col(), 's': tables.StringCol(5)}, createparents=True)
        table.append([(i, b'abc') for i in range(1000)])
        table.cols.n.create_index()
        f.create_vlarray('/group', 'rows', tables.Int32Atom()).append([1, 2, 3])
        f.create_earray('/', 'earray', tables.Float64Atom(), (0, 3)).append([[1, 2, 3]])
        f.create_soft_link('/', 'soft', '/group/table')
        f.create_external_link('/', 'external', 'other.h5:/x')
        f.create_hard_link('/', 'hard', '/group/rows')
    return name


# --- what is in a file ------------------------------------------------------------------------------------------------


def form(kind):
    """A type as its encoding, but for the version of that."""
    if isinstance(kind, h5py.h5t.TypeCompoundID):
        members = range(kind.get_nmembers())
        return [kind.get_size(), [[kind.get_member_name(i).decode(), kind.get_member_offset(i), form(kind.get_member_type(i))]
                                  for i in members]]
    if isinstance(kind, (h5py.h5t.TypeArrayID, h5py.h5t.TypeVlenID)):
        return [kind.get_class(), kind.get_size(), getattr(kind, 'get_array_dims', tuple)(), form(kind.get_super())]
    code = bytearray(kind.encode())
    code[2] &= 15
    return code.hex()


class Look:
    def __init__(self, file):
        self.file = file
        self.numbers = {}
        self.objects = []

    def address(self, object_id):
        return h5py.h5o.get_info(object_id).addr

    def number(self, obj):
        address = self.address(obj.id)
        if address not in self.numbers:
            self.numbers[address] = len(self.objects)
            self.objects.append(obj)
        return self.numbers[address]

    def everything(self):
        self.number(self.file['/'])
        found, links = [], []
        i = 0
        while i < len(self.objects):
            obj = self.objects[i]
            if isinstance(obj, h5py.Group):
                links.append([i, self.links(obj)])
            i += 1
        for obj in self.objects:
            found.append(self.object(obj))
        return {'links': links, 'objects': found, 'file': self.properties()}

    def properties(self):
        plist = self.file.id.get_create_plist()
        size = plist.get_userblock()
        with open(self.file.filename, 'rb') as file:
            block = file.read(size).hex()
            version = file.read(9)[8]
        return [size, block, version, plist.get_sizes(), plist.get_link_creation_order()]

    def links(self, group):
        ordered = bool(group.id.get_create_plist().get_link_creation_order() & h5py.h5p.CRT_ORDER_TRACKED)
        names = []
        group.id.links.iterate(names.append, idx_type=h5py.h5.INDEX_CRT_ORDER if ordered else h5py.h5.INDEX_NAME)
        return [[name.decode(), *self.link(group, name)] for name in names]

    def link(self, group, name):
        info = group.id.links.get_info(name)
        if info.type == h5py.h5l.TYPE_HARD:
            return ['hard', info.cset, self.number(group[name.decode()])]
        value = group.id.links.get_val(name)
        return [info.type, info.cset, *([v.decode() for v in value] if isinstance(value, tuple) else [value.decode()])]

    def object(self, obj):
        info = h5py.h5o.get_info(obj.id)
        plist = obj.id.get_create_plist() if not isinstance(obj, h5py.Datatype) else None
        facts = [type(obj).__name__, info.rc, self.attributes(obj)]
        if plist is not None:
            facts.append([plist.get_attr_creation_order(), plist.get_attr_phase_change()])
        if isinstance(obj, h5py.Group):
            facts.append(plist.get_link_creation_order())
        if isinstance(obj, h5py.Datatype):
            facts.append(self.type(obj.id))
        if isinstance(obj, h5py.Dataset):
            facts.append(self.dataset(obj, plist))
        return facts

    def type(self, type_id):
        committed = type_id.committed() and self.numbers[self.address(type_id)]
        return [committed, form(type_id.copy())]

    def attributes(self, obj):
        found = []
        for i in range(h5py.h5a.get_num_attrs(obj.id)):
            ordered = not isinstance(obj, h5py.Datatype) and obj.id.get_create_plist().get_attr_creation_order() & 1
            attribute = h5py.h5a.open(obj.id, index=i, index_type=h5py.h5.INDEX_CRT_ORDER if ordered else h5py.h5.INDEX_NAME)
            name = attribute.name.decode()
            space = attribute.get_space()
            found.append([name, self.type(attribute.get_type()), space.get_simple_extent_type(), attribute.shape,
                          self.value(obj.attrs[name])])
        return found

    def dataset(self, obj, plist):
        space = obj.id.get_space()
        facts = [self.type(obj.id.get_type()), space.get_simple_extent_type(), obj.shape, obj.maxshape, plist.get_layout(),
                 plist.get_fill_time(), plist.get_alloc_time(), plist.fill_value_defined(), plist.get_obj_track_times(),
                 [plist.get_filter(i)[:3] for i in range(plist.get_nfilters())],
                 [plist.get_external(i) for i in range(plist.get_external_count())]]
        facts.append(obj.chunks)
        if plist.get_layout() == h5py.h5d.VIRTUAL:
            return facts + [[[repr(s.file_name), s.dset_name, self.bounds(s.vspace), self.bounds(s.src_space)]
                             for s in obj.virtual_sources()]]
        if plist.fill_value_defined() == h5py.h5d.FILL_VALUE_USER_DEFINED and obj.dtype.kind in 'iuf':
            facts.append(self.value(obj.fillvalue))
        if obj.chunks:
            facts.append(sorted([c.chunk_offset, c.filter_mask] for c in map(obj.id.get_chunk_info, range(obj.id.get_num_chunks()))))
        facts.append(obj.id.get_storage_size() > 0)
        if obj.size and obj.size > 10**6:
            return facts + [self.value(obj[5000, 4990:5010])]
        if plist.get_external_count() or obj.shape is None:
            return facts
        return facts + [self.value(obj[()])]

    def bounds(self, space):
        if space.get_select_type() == h5py.h5s.SEL_ALL:
            return 'all'
        return [list(map(int, part)) for part in space.get_select_bounds()] + [space.get_select_npoints()]

    def value(self, value):
        if isinstance(value, h5py.RegionReference):
            if not value:
                return 'null region'
            return ['region', self.numbers[self.address(self.file[value].id)], self.bounds(h5py.h5r.get_region(value, self.file.id))]
        if isinstance(value, h5py.Reference):
            return ['reference', self.numbers[self.address(h5py.h5r.dereference(value, self.file.id))]] if value else 'null'
        if isinstance(value, np.ndarray) and value.dtype.hasobject:
            return [self.value(item) for item in value.ravel()]
        if isinstance(value, np.void) and value.dtype.names:
            return [self.value(value[name]) for name in value.dtype.names]
        if isinstance(value, (np.ndarray, np.generic)):
            return [str(value.dtype), value.shape, value.tobytes().hex()]
        return repr(value)


def describe(name):
    with h5py.File(name, 'r') as file:
        return json.dumps(Look(file).everything(), default=lambda value: value.decode() if isinstance(value, bytes) else int(value))


if __name__ == '__main__':
    command, argument = json.load(sys.stdin)
    if command == 'make':
        print(json.dumps(make(argument)))
    elif command == 'chance':
        print(json.dumps([by_chance(*each) for each in argument]))
    else:
        print(json.dumps([describe(name) for name in argument]))
