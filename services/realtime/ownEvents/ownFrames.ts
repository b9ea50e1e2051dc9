import type { Position } from '#events/envelope.ts'
import type { Beat, ResumeAnswer } from '#events/live/frames.ts'
import type { SessionRow } from '#events/live/rows.ts'
import type { ChangesSince } from '#services/ports/changes.ts'
import { erasureTeller } from '../frames/erasureTeller.ts'
import { frameBuilder } from '../frames/frameBuilder.ts'
import { frameSender, type Outlet } from '../frames/frameSender.ts'
import { livePump } from '../frames/livePump.ts'
import { resumer } from '../frames/resume.ts'
import type { OwnEventsNeeds } from './ownEvents.ts'
import type { OwnStream } from './ownStream.ts'

type OwnFramesNeeds = Pick<
  OwnEventsNeeds,
  'ambient' | 'logger' | 'positions' | 'changesSince' | 'erasedSince' | 'readChanged' | 'onChanged'
>

export interface OwnFrames {
  /** Resolves once streams can begin. */
  ready: Promise<void>
  /**
   * Tells a stream what changed since then, and from there on what changes. Null: of a log that is no more, so that everything has to
   * be read again.
   */
  follow: (stream: OwnStream, since: Position | 'now' | null) => Promise<void>
  /** Nobody of this tenant listens any more. */
  close: (tenantId: string) => void
  stop: () => Promise<void>
}

const rowsOf = ({ data }: OwnStream, rows: readonly SessionRow[]): SessionRow[] =>
  rows.filter(({ userId }) => userId === data.caller.userId)

/** People are told of their sessions alone; other rows are neither read nor counted against what a frame may hold. */
const ofSessions =
  (changesSince: ChangesSince): ChangesSince =>
  async (request) => {
    const found = await changesSince(request)
    const changes = found.changes.map((change) => ({ ...change, changed: { sessions: change.changed.sessions ?? [] } }))
    return { ...found, changes }
  }

/** What moves a tenant's streams on. Where one is not told what came before, it has to read again. */
const outletTo = (streams: ReadonlySet<OwnStream>): Outlet => {
  const move = (tenantId: string, { from, to }: Beat, sessions: readonly SessionRow[]): void => {
    for (const stream of streams) {
      const toldUpTo = stream.toldUpTo()
      if (stream.data.caller.tenantId !== tenantId || toldUpTo === null) continue
      if (toldUpTo !== from) stream.emit('reset', {})
      stream.tell(rowsOf(stream, sessions), to)
    }
  }
  return {
    frame: (tenantId, frame) => move(tenantId, frame, frame.sessions),
    beat: (tenantId, beat) => move(tenantId, beat, []),
    isWatched: () => false,
  }
}

/** Frames of changed sessions, for those whose they are. */
export const ownFrames = (needs: OwnFramesNeeds, streams: ReadonlySet<OwnStream>): OwnFrames => {
  const { changesSince, erasedSince, readChanged, positions, logger, onChanged, ambient } = needs
  const { clock } = ambient
  const outlet = outletTo(streams)
  const buildFrame = frameBuilder(readChanged, positions, clock)
  const send = frameSender({ buildFrame, positions, clock, outlet })
  const { tell: tellErased } = erasureTeller({ erasedSince, positions, outlet: { erased: () => undefined } })
  const pump = livePump({ changesSince, tellErased, send, clock, logger })
  const resume = resumer({ pump, changesSince: ofSessions(changesSince), buildFrame, positions })
  const stopWaking = onChanged(pump.wake)

  const follow: OwnFrames['follow'] = async (stream, since) => {
    const { tenantId } = stream.data.caller
    const tenantStream = pump.open(tenantId)
    const begin = (answer: ResumeAnswer): void => {
      const missed = 'frames' in answer ? answer.frames.flatMap(({ sessions }) => sessions) : null
      if (missed === null) stream.emit('reset', {})
      stream.tell(rowsOf(stream, missed ?? []), positions.seal(tenantId, tenantStream.sent))
    }
    if (since === 'now') return begin({ frames: [] })
    if (since === null) return begin({ reset: true })
    try {
      await resume(tenantStream, since, begin)
    } catch (error) {
      logger.warn('what a person missed could not be read; they read their sessions again', { error })
      begin({ reset: true })
    }
  }
  return {
    ready: pump.ready,
    follow,
    close: pump.close,
    async stop() {
      stopWaking()
      await pump.stop()
    },
  }
}
