import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Logger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { HashingOrder, HashingResult, HashingWork } from './hashingMessages.ts'
import { isOutOfMemory, type PasswordHasher } from './passwordHasher.ts'

export interface HashingProcess extends PasswordHasher {
  /** The process that hashes now. Undefined: none does yet, or it could not be started. */
  pid(): number | undefined
  close(): Promise<void>
}

export interface HashingProcessNeeds {
  /** Key of the hashes. */
  secret: Uint8Array
  /** Most hashes at once. */
  width: number
  logger: Logger
  /** Milliseconds, monotonic. */
  now: () => number
  /** What the process runs. */
  program?: URL
  /** Milliseconds. A process that needs longer for an answer is killed. One that starves beside other work would only starve again. */
  patienceMs?: number
}

interface Ask {
  order: HashingOrder
  /** How many processes have been told. */
  tries: number
  timer: NodeJS.Timeout | undefined
  resolve: (value: string | boolean) => void
  reject: (error: Error) => void
}

const hashingProgram = new URL('hashingProgram.ts', import.meta.url)
/** So that a process that cannot run is not started again and again without a rest. */
const restBetweenStartsMs = 1_000
/** An ask that two processes died of is not given to a third. */
const mostTries = 2

const unavailable = (cause: unknown) =>
  new CodedError('busy', {
    detail: 'Passwords cannot be checked at this moment. Try again in a few seconds.',
    retryAfterSeconds: 2,
    cause,
  })

/** Nothing of this process's environment, which holds the master key. One thread more than hashes of ours: for an imported one. */
const start = (program: URL, width: number): ChildProcess => {
  const child = fork(program, [], {
    env: { UV_THREADPOOL_SIZE: String(width + 1) },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return child
}

/**
 * Hashes in a process of its own, which lowers its own priority. It starts with the first ask. When it ends, what it was asked is
 * asked once more of the next one. It ends with this process, also when that is killed.
 */
export const hashingProcess = (needs: HashingProcessNeeds): HashingProcess => {
  const { secret, width, logger, now, program = hashingProgram, patienceMs = 30_000 } = needs
  const asks = new Map<number, Ask>()
  let child: ChildProcess | undefined
  let mayStartAt = Number.NEGATIVE_INFINITY
  let restart: NodeJS.Timeout | undefined
  let lastId = 0
  let closed = false

  const settle = (id: number, end: (ask: Ask) => void): void => {
    const ask = asks.get(id)
    if (ask === undefined) return
    asks.delete(id)
    clearTimeout(ask.timer)
    end(ask)
  }
  const refuse = (id: number, cause: unknown): void => settle(id, ({ reject }) => reject(unavailable(cause)))

  const hear = (result: HashingResult): void =>
    settle(result.id, ({ resolve, reject }) => {
      if ('value' in result) resolve(result.value)
      else reject(isOutOfMemory(result.error) ? unavailable(result.error) : result.error)
    })

  const lose = (lost: ChildProcess, cause: unknown): void => {
    if (child !== lost) return
    child = undefined
    if (closed) return
    logger.error('the process that hashes passwords ended', { cause })
    for (const [id, ask] of asks) {
      clearTimeout(ask.timer)
      if (ask.tries >= mostTries) refuse(id, cause)
    }
    if (asks.size > 0) begin()
  }

  const tell = (to: ChildProcess, ask: Ask): void => {
    ask.tries += 1
    ask.timer = setTimeout(() => to.kill('SIGKILL'), patienceMs)
    // A process that cannot be told has ended, which `lose` hears of.
    to.send(ask.order, () => undefined)
  }

  /** Starts the process and tells it everything that waits for an answer. */
  const begin = (): void => {
    clearTimeout(restart)
    const inMs = mayStartAt - now()
    if (inMs > 0) {
      restart = setTimeout(begin, inMs)
      return
    }
    mayStartAt = now() + restBetweenStartsMs
    const started = start(program, width)
    child = started
    started.on('message', hear)
    started.once('error', (error) => lose(started, error))
    started.once('exit', (code, signal) => lose(started, { code, signal }))
    started.send({ secret }, () => undefined)
    for (const ask of asks.values()) tell(started, ask)
  }

  const ask = (work: HashingWork): Promise<string | boolean> =>
    new Promise((resolve, reject) => {
      lastId += 1
      const asked: Ask = { order: { ...work, id: lastId }, tries: 0, timer: undefined, resolve, reject }
      asks.set(lastId, asked)
      if (child === undefined) begin()
      else tell(child, asked)
    })

  return {
    hash: async (password) => String(await ask({ kind: 'hash', password })),
    verify: async (stored, password) => (await ask({ kind: 'verify', stored, password })) === true,
    verifyImported: async (stored, password) => (await ask({ kind: 'verifyImported', stored, password })) === true,
    pid: () => child?.pid,
    async close() {
      closed = true
      clearTimeout(restart)
      for (const id of asks.keys()) refuse(id, new Error('closed'))
      if (child?.connected !== true) return
      child.ref()
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
