import { effectiveTypes } from '#events/session/endings.ts'
import { instant } from '#services/ambient/clock.ts'
import { repeat } from '#services/ambient/repeat.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { openIfCurrent } from '#services/keys/openIfCurrent.ts'
import { CodedError } from '#services/ports/errors.ts'
import { countByTenant } from '../connections/countByTenant.ts'
import { endedOf } from '../endings/endedOf.ts'
import { type NeutralMessages, neutralMessages } from '../endings/neutralMessages.ts'
import { socketCut } from '../endings/socketCut.ts'
import { tellEnded } from '../endings/tellEnded.ts'
import { warnOfEnd } from '../endings/warnOfEnd.ts'
import type { RealtimeNeeds } from '../startRealtime.ts'
import { ownFrames } from './ownFrames.ts'
import { type OwnStream, ownStream } from './ownStream.ts'

export type OwnEventsNeeds = Pick<
  RealtimeNeeds,
  | 'ambient'
  | 'logger'
  | 'tail'
  | 'checkSession'
  | 'refusalAt'
  | 'directory'
  | 'positions'
  | 'changesSince'
  | 'erasedSince'
  | 'readChanged'
  | 'onChanged'
> & {
  /** Most streams that are open at a time in this process. A tenant of many people leaves room for the others. */
  limits: { ofPerson: number; ofTenant: number; ofProcess: number }
  /** Milliseconds, monotonic. */
  now: () => number
}

export interface OwnEvents {
  /**
   * `since`: a position, sealed, from which to tell what changed; undefined: from now on.
   * @throws CodedError rate-limited, invalid-position
   */
  open: (caller: SignedInCaller, token: string, since: string | undefined) => Promise<OwnStream>
  close: (stream: OwnStream) => void
  /** What a beat says; null: this process does not know how things are. */
  beat: () => { at: string } | null
  count: () => number
  /** Open streams by tenant. */
  byTenant: () => ReadonlyMap<string, number>
  /** Ends every stream, so that people go to another process. */
  sendAway: () => void
  stop: () => Promise<void>
}

const sweepMs = 250
const warnMs = 5_000
/** A token ends on a whole second, its session up to this many milliseconds later. */
const cutOffMs = 999

type Streams = Set<OwnStream>

const followEndings = ({ tail }: OwnEventsNeeds, streams: Streams, neutral: NeutralMessages): (() => void) =>
  tail.listen([...effectiveTypes, ...neutral.wanted], (event) => {
    neutral.apply(event)
    const cut = socketCut(event)
    if (cut === null) return
    for (const stream of streams) {
      if (!stream.rooms.has(cut.room) || cut.except.some((room) => stream.rooms.has(room))) continue
      if (cut.ended !== null) stream.emit('ended', endedOf(cut.tenantId, cut.ended, neutral))
      stream.end()
    }
  })

/** Ends streams whose access token has run out; where the session is over, they are told so first. */
const endOverdue = ({ ambient, refusalAt, logger }: OwnEventsNeeds, streams: Streams) => {
  const asked = new WeakSet<OwnStream>()
  const end = async (stream: OwnStream): Promise<void> => {
    const { caller } = stream.data
    try {
      const refusal = await refusalAt(caller, caller.accessExpiresAt + cutOffMs)
      if (refusal !== null) tellEnded(stream, refusal, logger)
    } catch (error) {
      logger.warn('how a session stands could not be read; its stream ends without an end', { error })
    }
    stream.end()
  }
  return (): void => {
    for (const stream of streams) {
      if (asked.has(stream) || stream.data.caller.accessExpiresAt > ambient.clock.now()) continue
      asked.add(stream)
      void end(stream)
    }
  }
}

const watchOver = (needs: OwnEventsNeeds, streams: Streams): AbortController => {
  const { ambient, readChanged, logger, now } = needs
  const stopping = new AbortController()
  const onError = (error: unknown): void => logger.error('Watching over streams of own events failed', { error })
  const overdue = endOverdue(needs, streams)
  const warn = warnOfEnd({ sockets: () => streams, readChanged, clock: ambient.clock, logger })
  const sweep = (): void => {
    streams.forEach((stream) => stream.sweep(now()))
    overdue()
  }
  void repeat({ restMs: sweepMs, run: sweep, onError }, stopping.signal)
  void repeat({ restMs: warnMs, run: warn, onError }, stopping.signal)
  return stopping
}

const begin = (needs: OwnEventsNeeds, streams: Streams) => {
  const neutral = neutralMessages(needs.directory)
  const stopFollowing = followEndings(needs, streams, neutral)
  const frames = ownFrames(needs, streams)
  const watching = watchOver(needs, streams)
  const stop = async (): Promise<void> => {
    stopFollowing()
    watching.abort()
    await frames.stop()
  }
  return { neutral, frames, stop }
}

/** What `/me` tells a socket, as Server-Sent Events. Nothing runs until somebody listens. */
export const ownEvents = (needs: OwnEventsNeeds): OwnEvents => {
  const streams: Streams = new Set()
  let running: ReturnType<typeof begin> | undefined
  const endAll = (): void => streams.forEach((stream) => stream.end())
  const { limits } = needs
  const requireRoom = ({ tenantId, userId }: SignedInCaller): void => {
    const ofTenant = [...streams].filter(({ data }) => data.caller.tenantId === tenantId)
    const ofPerson = ofTenant.filter(({ data }) => data.caller.userId === userId)
    const isFull =
      ofPerson.length >= limits.ofPerson || ofTenant.length >= limits.ofTenant || streams.size >= limits.ofProcess
    if (isFull)
      throw new CodedError('rate-limited', { detail: 'Too many streams are open already.', retryAfterSeconds: 5 })
  }
  /** An ending before the stream was known did not find it. */
  const stillGood = async (stream: OwnStream): Promise<void> => {
    try {
      await needs.checkSession(stream.data.token)
    } catch (error) {
      tellEnded(stream, error, needs.logger)
      stream.end()
    }
  }
  return {
    async open(caller, token, since) {
      const { tenantId } = caller
      const from = since === undefined ? 'now' : openIfCurrent(needs.positions, tenantId, since)
      requireRoom(caller)
      running ??= begin(needs, streams)
      await Promise.all([running.frames.ready, running.neutral.load(tenantId)])
      const stream = ownStream(caller, token, needs.now)
      streams.add(stream)
      void running.frames.follow(stream, from)
      void stillGood(stream)
      return stream
    },
    close(stream) {
      if (!streams.delete(stream)) return
      stream.end()
      const { tenantId } = stream.data.caller
      if (![...streams].some(({ data }) => data.caller.tenantId === tenantId)) running?.frames.close(tenantId)
    },
    beat: () => (needs.tail.isFresh() ? { at: instant(needs.ambient.clock) } : null),
    count: () => streams.size,
    byTenant: () => countByTenant(streams),
    sendAway: endAll,
    async stop() {
      endAll()
      await running?.stop()
    },
  }
}
