import type { Command } from './command.js'

export interface Listed {
  readonly name: string
  readonly summary: string
  /** Loaded when it is called: `versions` and `build` work without the addon. */
  load(): Promise<{ readonly command: Command }>
}

/** All commands, in the order in which help shows them. */
export const commands: readonly Listed[] = [
  {
    name: 'info',
    summary: 'what a file of trajectories has, at first sight',
    load: () => import('./commands/info.js'),
  },
  { name: 'ls', summary: 'the children of a group', load: () => import('./commands/ls.js') },
  { name: 'tree', summary: 'everything below a group', load: () => import('./commands/tree.js') },
  { name: 'show', summary: 'a node with its attributes, or a leaf', load: () => import('./commands/show.js') },
  { name: 'runs', summary: 'the runs of a trajectory', load: () => import('./commands/runs.js') },
  { name: 'dump', summary: 'data as JSON, CSV or NPY', load: () => import('./commands/dump.js') },
  { name: 'stat', summary: 'sizes, dead space, filters', load: () => import('./commands/stat.js') },
  { name: 'check', summary: 'reads everything and says what is wrong', load: () => import('./commands/check.js') },
  { name: 'status', summary: 'what the journal holds', load: () => import('./commands/status.js') },
  { name: 'recover', summary: 'brings the journal into the file', load: () => import('./commands/recover.js') },
  { name: 'repack', summary: 'rewrites the file without unused space', load: () => import('./commands/repack.js') },
  { name: 'merge', summary: 'joins trajectories', load: () => import('./commands/merge.js') },
  { name: 'diff', summary: 'what differs between two files', load: () => import('./commands/diff.js') },
  { name: 'versions', summary: 'versions and abilities of this build', load: () => import('./commands/versions.js') },
  { name: 'build', summary: 'builds the addon from source', load: () => import('./commands/build.js') },
]
