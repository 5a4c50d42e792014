/** What pypet's lock servers answer, in order: request and reply; `#` stands for seconds. */
export const conversation: readonly (readonly [request: string, reply: string])[] = [
  ['PING:::n:::a:::1', 'PONG'],
  ['LOCK:::n:::a:::2', 'GO'],
  ['LOCK:::n:::b:::3', 'WAIT'],
  ['LOCK:::n:::a:::4', 'LOCK_ERROR:::Re-request of lock `n` (old request id `a`) by `2` (request id `4`)'],
  [
    'UNLOCK:::n:::b:::5',
    'RELEASE_ERROR:::Lock `n` was acquired by `a` (old request id `2`) and not by `b` (request id `5`)',
  ],
  ['LOCK:::other:::b:::6', 'GO'],
  ['UNLOCK:::n:::a:::7', 'RELEASED'],
  ['UNLOCK:::n:::a:::8', 'RELEASE_ERROR:::Lock `n` cannot be found in database (client id `a`, request id `8`)'],
  ['LOCK::::::a:::9', 'GO'],
  ['LOCK:::ä:::a:::10', 'GO'],
  ...['PING', 'DONE', 'LOCK:::n:::a', 'LOCK:::n:::a:::1:::2', 'lock:::n:::a:::1', ''].map(
    (request) =>
      [request, `MSG_ERROR:::Request \`${request}\` not understood (or wrong number of delimiters)`] as const,
  ),
]

/** After the lease of `a` is over. */
export const afterTimeout: readonly (readonly [request: string, reply: string])[] = [
  ['LOCK:::n:::b:::20', 'GO:::Lock `n` by `a` (old request id `2) timed out'],
  ['UNLOCK:::n:::b:::21', 'RELEASED'],
  [
    'UNLOCK:::n:::a:::22',
    'RELEASE_ERROR:::Lock `n` timed out 0.000000 seconds ago (client id `a`, old request id `20`)',
  ],
]
