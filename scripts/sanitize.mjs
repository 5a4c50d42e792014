import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.cache', 'sanitize')

/** Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer and ends this process as node ends with it. */
export function runSanitized(nodeArguments) {
  process.chdir(root)
  build()
  const { status } = spawnSync(process.execPath, nodeArguments, {
    env: environment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.exit(status ?? 1)
}

function build() {
  mkdirSync(folder, { recursive: true })
  const headers = join(root, 'node_modules', 'node-api-headers', 'include')
  run('cmake', [
    '-S',
    root,
    '-B',
    folder,
    '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
    '-DSANITIZE=ON',
    `-DCMAKE_JS_INC=${headers}`,
  ])
  run('cmake', ['--build', folder, '--parallel', '2'])
}

function environment() {
  const runtimes = ['libasan.so', 'libubsan.so'].map((name) => run('c++', [`-print-file-name=${name}`]).trim())
  return {
    ...process.env,
    LD_PRELOAD: runtimes.join(' '),
    TRAJSTORE_ADDON: join(folder, 'Release', 'trajstore.node'),
    // V8 keeps what it has until the end, so leaks of node itself would be all that is reported. Python, which tests start, has
    // no sanitizer inside: it inherits these settings and stays quiet with them. Node.js must not take SIGSEGV, or there is no stack.
    // There is no suppression: reports from inside libhdf5 can be about buffers that we gave it.
    ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:detect_odr_violation=1:allocator_may_return_null=1:handle_segv=2',
    UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  }
}

function run(command, args) {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  })
  if (result.status === 0) return result.stdout
  console.error(`${result.stdout}\n'${command} ${args.join(' ')}' failed.`)
  process.exit(1)
}
