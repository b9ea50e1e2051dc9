import type { EventType } from '#events/catalogue.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import { repeat } from '#services/ambient/repeat.ts'
import { sleeper, type Sleeper } from '#services/ambient/sleeper.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { Logger } from '#services/logging/logger.ts'
import { CodedError } from '#services/ports/errors.ts'

export interface GuardIdentity {
  tenantId: string
  keyId: string
  name: string
  version: string | null
  address: string | null
}

/** One open stream of a guard. */
export interface OpenStream {
  readonly guard: GuardIdentity
  /** Wakes whoever sends it. */
  readonly waker: Sleeper
  isOpen: () => boolean
  /** Something is handed to the reader, or (null) the reader has taken all. Milliseconds, monotonic. */
  giving: (since: number | null) => void
  /** Aborts when the connection has to be cut. */
  readonly cut: AbortSignal
  close: () => void
}

/** Most streams that are open at a time in this process. */
export interface StreamLimits {
  ofKey: number
  ofTenant: number
  ofProcess: number
}

export interface StreamsNeeds {
  limits: StreamLimits
  tail: Pick<LogTail, 'listen'>
  /** Whether the key may still be used. @throws CodedError store-unavailable */
  isKeyGood: (key: { tenantId: string; keyId: string }) => Promise<boolean>
  logger: Logger
  /** Milliseconds, monotonic. */
  now: () => number
  onOpened: (guard: GuardIdentity) => void
  onClosed: (guard: GuardIdentity) => void
}

export interface OpenStreams {
  /** @throws CodedError rate-limited */
  open: (guard: GuardIdentity) => OpenStream
  count: () => number
  /** Ends every stream, spread over that time, so that guards go to another process. */
  sendAway: (withinMs: number) => void
  stop: () => void
}

const sweepMs = 1_000
/** A reader that takes nothing for so long is cut; it connects again and goes on from where it was. */
const longestBehindMs = 5_000
/** Keys expire by the clock, of which no event tells. */
const askAboutKeysMs = 15_000

type Standing = OpenStream & { end: () => void; sweep: (now: number) => void }

const openStream = (needs: StreamsNeeds, guard: GuardIdentity, leave: () => void): Standing => {
  const waker = sleeper()
  const cutting = new AbortController()
  let isOpen = true
  let givingSince: number | null = null
  const end = (): void => {
    isOpen = false
    waker.wake()
  }
  return {
    guard,
    waker,
    cut: cutting.signal,
    isOpen: () => isOpen,
    giving: (since) => void (givingSince = since),
    end,
    sweep(now) {
      if (givingSince === null || now - givingSince < longestBehindMs || cutting.signal.aborted) return
      const { tenantId, keyId, name } = guard
      needs.logger.info('a guard that took nothing was cut', { tenantId, keyId, guard: name })
      cutting.abort()
    },
    close() {
      end()
      leave()
    },
  }
}

const full = (): CodedError =>
  new CodedError('rate-limited', {
    detail: 'Too many streams are open already. Close some first.',
    retryAfterSeconds: 5,
  })

const watched: readonly EventType[] = [...effectiveTypes, 'ApiKeyRevoked']

/** The streams of guards that this process serves. */
export const openStreams = (needs: StreamsNeeds): OpenStreams => {
  const { limits, tail, isKeyGood, logger, now, onOpened, onClosed } = needs
  const streams = new Set<Standing>()

  const endOfKey = (keyId: string): void => {
    for (const stream of streams) if (stream.guard.keyId === keyId) stream.end()
  }
  /** One question for each key, whatever the number of its streams. */
  const askAbout = async (ours: Iterable<Standing>): Promise<void> => {
    const keys = new Map([...ours].map(({ guard }) => [guard.keyId, guard]))
    for (const { tenantId, keyId } of keys.values()) {
      if (await isKeyGood({ tenantId, keyId })) continue
      logger.info('streams of an API key ended, because it is not good any more', { tenantId, keyId })
      endOfKey(keyId)
    }
  }
  const unknown = (error: unknown): void => logger.warn('whether keys of guards are good could not be read', { error })
  const unlisten = tail.listen(watched, (event) => {
    if (event.type === 'ApiKeyRevoked') return endOfKey(event.data.keyId)
    if (event.type === 'SessionRevoked' || event.type === 'SessionLoggedOut' || event.type === 'SessionExpired') return
    const ofTenant = [...streams].filter(({ guard }) => guard.tenantId === event.tenantId)
    if (ofTenant.length > 0) void askAbout(ofTenant).catch(unknown)
  })
  const stopping = new AbortController()
  const sweep = (): void => streams.forEach((stream) => stream.sweep(now()))
  void repeat({ restMs: sweepMs, run: sweep, onError: unknown }, stopping.signal)
  void repeat({ restMs: askAboutKeysMs, run: () => askAbout(streams), onError: unknown }, stopping.signal)

  const requireRoom = ({ tenantId, keyId }: GuardIdentity): void => {
    const ofTenant = [...streams].filter(({ guard }) => guard.tenantId === tenantId)
    const ofKey = ofTenant.filter(({ guard }) => guard.keyId === keyId)
    const isFull =
      ofKey.length >= limits.ofKey || ofTenant.length >= limits.ofTenant || streams.size >= limits.ofProcess
    if (isFull) throw full()
  }
  return {
    open(guard) {
      requireRoom(guard)
      const stream = openStream(needs, guard, () => {
        if (streams.delete(stream)) onClosed(guard)
      })
      onOpened(guard)
      streams.add(stream)
      // An event that came between the check of the key and now has found no stream to end.
      void askAbout([stream]).catch(unknown)
      return stream
    },
    count: () => streams.size,
    sendAway(withinMs) {
      const gap = withinMs / Math.max(1, streams.size)
      for (const [place, stream] of [...streams].entries()) setTimeout(stream.end, place * gap).unref()
    },
    stop() {
      unlisten()
      stopping.abort()
      for (const stream of streams) stream.end()
    },
  }
}
