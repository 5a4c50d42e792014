"""Loads copies of files by pypet and compares them with what pypet loads from the originals.

Reads a list of [original, copy, trajectory] from stdin, prints a list of differences as JSON.
"""
import json, logging, sys, warnings

output, sys.stdout = sys.stdout, sys.stderr
warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)

import numpy as np
import pandas as pd
from scipy import sparse
from pypet import NNGroupNode, ObjectTable, Parameter, PickleParameter, Result, load_trajectory


class CustomGroup(NNGroupNode):
    pass


class CustomResult(Result):
    pass


differences = []


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, (pd.DataFrame, pd.Series)):
        return a.equals(b) and list(map(str, np.atleast_1d(a.dtypes))) == list(map(str, np.atleast_1d(b.dtypes)))
    if sparse.issparse(a):
        return a.dtype == b.dtype and same(a.toarray(), b.toarray())
    if isinstance(a, np.ndarray):
        if a.dtype.kind != b.dtype.kind or a.shape != b.shape:
            return False
        if a.dtype == object:
            return all(map(same, a.ravel(), b.ravel()))
        return bool(np.array_equal(a, b, equal_nan=a.dtype.kind in 'fc'))
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(a == b or (a != a and b != b))


def content(leaf):
    if leaf.f_is_empty():
        return None
    if isinstance(leaf, Parameter):
        return [leaf.f_get_default(), leaf.f_get_range() if leaf.f_has_range() else None]
    items = leaf.f_to_dict()
    return {name: item for name, item in items.items() if not type(item).__name__.startswith('Shared')}


def load(filename, name):
    return load_trajectory(name=name, filename=filename, load_all=2, force=True,
                           dynamic_imports=[CustomGroup, CustomResult, PickleParameter])


def compare(where, a, b):
    if [a.v_name, a.v_timestamp, a.v_time, a.v_comment, len(a)] != [b.v_name, b.v_timestamp, b.v_time, b.v_comment, len(b)]:
        differences.append(f'{where}: another trajectory')
    if not same(a.f_get_run_information(), b.f_get_run_information()):
        differences.append(f'{where}: other runs')
    if sorted(a.f_get_explored_parameters()) != sorted(b.f_get_explored_parameters()):
        differences.append(f'{where}: other explorations')
    nodes = {node.v_full_name: node for node in b.f_iter_nodes(with_links=False)}
    for node in a.f_iter_nodes(with_links=False):
        twin = nodes.pop(node.v_full_name, None)
        if twin is None or type(twin) is not type(node):
            differences.append(f'{where}: {node.v_full_name} is a {type(twin)}')
            continue
        # A comment that several leaves share stands once.
        if twin.v_comment not in (node.v_comment, '') or (twin.v_comment == '' and not node.v_is_leaf and node.v_comment):
            differences.append(f'{where}: comment of {node.v_full_name}: {twin.v_comment!r}')
        if not same(node.v_annotations.f_to_dict(), twin.v_annotations.f_to_dict()):
            differences.append(f'{where}: annotations of {node.v_full_name}')
        if node.v_is_leaf and not same(content(node), content(twin)):
            differences.append(f'{where}: {node.v_full_name}: {content(node)!r} became {content(twin)!r}'[:500])
        if not node.v_is_leaf:
            links = [{name: link.v_full_name for name, link in group._links.items()} for group in (node, twin)]
            if links[0] != links[1]:
                differences.append(f'{where}: links of {node.v_full_name}')
    # What is stored for the first time gets its settings as parameters.
    nodes = [name for name in nodes if name != 'config' and not name.startswith('config.hdf5')]
    if nodes:
        differences.append(f'{where}: more nodes: {sorted(nodes)}')


for original, copy, trajectory in json.load(sys.stdin):
    where = original.rsplit('/')[-1]
    try:
        compare(where, load(original, trajectory), load(copy, trajectory))
    except Exception as error:
        differences.append(f'{where}: {type(error).__name__}: {error}'[:500])
json.dump(differences, output)
