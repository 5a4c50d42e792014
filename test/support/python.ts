import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Python with PyTables, pandas and h5py. */
export const python = process.env.TRAJSTORE_PYTHON ?? '/usr/bin/python3'

/** Runs a Python program that reads JSON from stdin and prints JSON; fails with what Python says. */
export function runPython<Output>(
  program: string,
  input: unknown = null,
  environment: Readonly<Record<string, string>> = {},
): Output {
  const { status, stdout, stderr, error } = spawnSync(python, ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 28,
  })
  if (error) throw new Error(`expected Python at ${python} (set TRAJSTORE_PYTHON), got: ${error.message}`)
  if (status !== 0) throw new Error(`expected the Python program to succeed, got: ${stderr}`)
  return JSON.parse(stdout) as Output
}

/** Runs such a program from a file beside the test that calls. */
export const runPythonFile = <Output>(file: URL, input: unknown = null): Output =>
  runPython<Output>(readFileSync(file, 'utf8'), input)
