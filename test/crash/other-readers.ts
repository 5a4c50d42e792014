import { spawnSync } from 'node:child_process'
import { runPython } from '../support/python.js'

const walk = `
import json, sys, tables
found = {}
for name in json.load(sys.stdin):
    try:
        with tables.open_file(name) as file:
            for node in file.walk_nodes('/'):
                node._v_attrs._f_list()
                if isinstance(node, tables.Leaf): node.read()
            found[name] = int(file.root._v_attrs.steps)
    except Exception as error:
        found[name] = repr(error)
print(json.dumps(found))
`

/** What h5dump and a full walk by PyTables say of files: sentences of those that they cannot read. */
export function complaintsOfOthers(files: readonly string[]): string[] {
  const byPyTables = runPython<Record<string, number | string>>(walk, files)
  return files.flatMap((name) => {
    const { status, stderr } = spawnSync('h5dump', ['-A', name], { encoding: 'utf8', maxBuffer: 2 ** 28 })
    return [
      ...(status === 0 ? [] : [`h5dump of ${name}: ${stderr.slice(0, 300)}`]),
      ...(typeof byPyTables[name] === 'number' ? [] : [`PyTables on ${name}: ${byPyTables[name]}`]),
    ]
  })
}
