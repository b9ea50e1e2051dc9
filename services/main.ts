import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { askSecret } from './cli/askSecret.ts'
import { runProgram } from './cli/runProgram.ts'
import type { Clock, Randomness } from '#services/ambient/clock.ts'
import { pooledBytes } from '#services/ambient/pooledBytes.ts'
import { uuidv7 } from '#services/ambient/uuid.ts'

// The only place that reads the clock, the environment and randomness.

const clock: Clock = { now: () => Date.now() }
const bytes = pooledBytes(randomBytes)
const random: Randomness = { bytes, id: () => uuidv7(clock, bytes) }

/** Who wants to hear of a stop. Without anybody the program ends at once, and takes along what it has started. */
const stops: (() => void)[] = []
const stop = (): void => {
  if (stops.length === 0) {
    process.stderr.write('Stopped.\n')
    process.exit(130)
  }
  stops.forEach((hear) => hear())
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
// The process that started this one is gone: nobody is left to stop it.
process.on('disconnect', stop)

const isTerminal = process.stdout.isTTY
/** On a terminal each line begins by clearing what `show` has left there. */
const lineStart = isTerminal ? '\r\x1b[K' : ''

// Whoever read the output has gone, as in `npm start | head`: that is no reason to fall over.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

process.exitCode = await runProgram(process.argv.slice(2), {
  ambient: { clock, random },
  monotonicMs: () => performance.now(),
  environment: process.env,
  root: dirname(import.meta.dirname),
  isTerminal,
  say: (line) => process.stdout.write(`${lineStart}${line}\n`),
  show: (line) => process.stdout.write(isTerminal ? `${lineStart}${line}` : `${line}\n`),
  complain: (line) => process.stderr.write(`${process.stderr.isTTY ? lineStart : ''}${line}\n`),
  askSecret: process.stdin.isTTY ? (question) => askSecret(process.stdin, process.stderr, question) : null,
  onStop: (hear) => void stops.push(hear),
})
// What still holds the event loop (a socket of a client that never reads, say) must not keep a finished program.
process.exit()
