import type { Position } from '#events/envelope.ts'
import type { ChangesSince } from '#services/ports/changes.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { sleep } from '#services/ambient/sleep.ts'
import { sleeper } from '#services/ambient/sleeper.ts'
import type { Logger } from '#services/logging/logger.ts'
import { beatMs } from './frameSender.ts'
import { beginAnew, learn, openTenantStream, type TenantStream } from './tenantStream.ts'

export interface LivePump {
  /** Resolves once the views' position is known; streams can be opened from then on. */
  ready: Promise<void>
  /** The tenant's stream; it exists from its first listener to its last. */
  open: (tenantId: string) => TenantStream
  close: (tenantId: string) => void
  /** Brings the stream to `position` with a frame or a beat; false when the views are not there within two seconds. */
  reach: (stream: TenantStream, position: Position) => Promise<boolean>
  /** To be called when the views have changed. */
  wake: () => void
  stop: () => Promise<void>
}

export interface LivePumpNeeds {
  changesSince: ChangesSince
  tellErased: () => Promise<void>
  send: (stream: TenantStream) => Promise<void>
  clock: Clock
  logger: Logger
}

/** A tenant gets a frame at most this often; one pass serves all tenants. */
const passMs = 100
/** Passes in which a stream must reach the position somebody waits for: two seconds. */
const reachPasses = 20
/** Tenants whose rows are read at the same time. */
const tenantsAtOnce = 4

/** Reads what changed in the views, once for all tenants that somebody listens to, and sends each stream. */
export const livePump = ({ changesSince, tellErased, send, clock, logger }: LivePumpNeeds): LivePump => {
  const streams = new Map<string, TenantStream>()
  const pumping = sleeper()
  const ready = Promise.withResolvers<void>()
  let passed = Promise.withResolvers<void>()
  let covered: Position | null = null
  const stopping = new AbortController()

  const read = async (listened: readonly TenantStream[]): Promise<void> => {
    const after = Math.min(covered ?? Number.MAX_SAFE_INTEGER, ...listened.map((stream) => stream.known))
    const found = await changesSince({ after, tenantIds: listened.map((stream) => stream.tenantId) })
    covered = found.covered
    ready.resolve()
    for (const stream of listened) {
      beginAnew(stream, found, clock.now())
      learn(stream, found.changes, found.covered)
    }
  }

  /** Sends one stream. A failure is only logged: one tenant's failure must not keep the others from being sent. */
  const trySend = async (stream: TenantStream): Promise<boolean> => {
    try {
      await send(stream)
      return true
    } catch (error) {
      logger.warn('a frame could not be made', { tenantId: stream.tenantId, error })
      return false
    }
  }

  /** Answers whether everything went well. */
  const pass = async (): Promise<boolean> => {
    const listened = [...streams.values()]
    await read(listened)
    await tellErased()
    const sent: boolean[] = []
    for (let first = 0; first < listened.length; first += tenantsAtOnce)
      sent.push(...(await Promise.all(listened.slice(first, first + tenantsAtOnce).map(trySend))))
    if (listened.some((stream) => stream.pending.length > 0)) pumping.wake()
    return !sent.includes(false)
  }

  const untilNextBeat = (): number => {
    const oldest = Math.min(clock.now(), ...[...streams.values()].map((stream) => stream.sentAt))
    return Math.max(1, oldest + beatMs - clock.now())
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const rest = sleep(passMs)
      const isWell = await pass().catch((error: unknown) => {
        logger.warn('live views could not be read', { error })
        return false
      })
      passed.resolve()
      passed = Promise.withResolvers()
      await (isWell ? rest : sleep(beatMs))
      await pumping.sleep(untilNextBeat())
    }
    passed.resolve()
  }
  const running = run()

  return {
    ready: ready.promise,
    open(tenantId) {
      const stream = streams.get(tenantId) ?? openTenantStream(tenantId, covered ?? 0, clock.now())
      streams.set(tenantId, stream)
      return stream
    },
    close: (tenantId) => void streams.delete(tenantId),
    async reach(stream, position) {
      stream.wanted = Math.max(stream.wanted, position)
      for (let waited = 0; stream.sent < position && waited < reachPasses && !stopping.signal.aborted; waited += 1) {
        pumping.wake()
        await passed.promise
      }
      return stream.sent >= position
    },
    wake: () => pumping.wake(),
    async stop() {
      stopping.abort()
      pumping.wake()
      await running
    },
  }
}
