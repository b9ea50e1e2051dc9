import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { repeat } from '#services/ambient/repeat.ts'
import type { ChangesSince, ErasedSince, ReadChanged } from '#services/ports/changes.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { EffectReports } from '#services/ports/effects.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { CheckSession, RefusalAt } from '#services/http/caller.ts'
import type { NoteRefusal } from '#services/http/refusalLog.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { countByTenant } from './connections/countByTenant.ts'
import { wireOf } from './connections/backlog.ts'
import { closeOverdue } from './endings/closeOverdue.ts'
import { socketConfirmations } from './endings/confirmations.ts'
import { closeForGood } from './connections/closeForGood.ts'
import { followEndings } from './endings/followEndings.ts'
import { erasureTeller } from './frames/erasureTeller.ts'
import { frameBuilder } from './frames/frameBuilder.ts'
import { frameSender } from './frames/frameSender.ts'
import { gate, type Addresses } from './admission/gate.ts'
import { outletTo } from './frames/outletTo.ts'
import { listenersOf } from './connections/listeners.ts'
import { livePump } from './frames/livePump.ts'
import { serveLive, serveMe } from './connections/namespaces.ts'
import { neutralMessages } from './endings/neutralMessages.ts'
import { socketOrigins } from './admission/origins.ts'
import { noteRefused } from './admission/noteRefused.ts'
import { resumer } from './frames/resume.ts'
import { sendAway } from './connections/sendAway.ts'
import { tokenTries } from './admission/tokenTries.ts'
import { slowSockets } from './connections/slowSockets.ts'
import { openSockets, type Sockets } from './connections/sockets.ts'
import { warnOfEnd } from './endings/warnOfEnd.ts'

export interface RealtimeNeeds extends Addresses {
  server: HttpServer | HttpsServer
  ambient: Ambient
  logger: Logger
  noteRefusal: NoteRefusal
  tail: LogTail
  checkSession: CheckSession
  refusalAt: RefusalAt
  directory: Directory
  positions: WirePositions
  changesSince: ChangesSince
  erasedSince: ErasedSince
  readChanged: ReadChanged
  /** Calls back when the views may have changed; answers how to stop. */
  onChanged: (wake: () => void) => () => void
  reports: EffectReports
  /** Origins of our own pages where they differ from the request's `Host`. */
  ownOrigins: readonly string[]
}

export interface Realtime {
  /** Open sockets by namespace. */
  counts: () => { live: number; me: number }
  /** Open sockets by tenant. */
  byTenant: () => { pages: ReadonlyMap<string, number>; own: ReadonlyMap<string, number> }
  /** Asks every client to go to another process within that time; frames are sent meanwhile. `close` cuts those that stayed. */
  sendAway: (withinMs: number) => Promise<void>
  /** Closes every connection, so that clients come back to another process or later; the server itself stays open. */
  close: () => Promise<void>
}

const sweepMs = 250
const warnMs = 5_000

const framesFor = (needs: RealtimeNeeds, sockets: Sockets) => {
  const {
    changesSince,
    erasedSince,
    readChanged,
    positions,
    logger,
    onChanged,
    ambient: { clock },
  } = needs
  const buildFrame = frameBuilder(readChanged, positions, clock)
  const outlet = outletTo(sockets)
  const send = frameSender({ buildFrame, positions, clock, outlet })
  const erasures = erasureTeller({ erasedSince, positions, outlet })
  const pump = livePump({ changesSince, tellErased: erasures.tell, send, clock, logger })
  const stopWaking = onChanged(pump.wake)
  return { pump, stopWaking, erasure: erasures.erasure, resume: resumer({ pump, changesSince, buildFrame, positions }) }
}

const watchConnections = (needs: RealtimeNeeds, sockets: Sockets) => {
  const {
    ambient: { clock },
    logger,
    readChanged,
    refusalAt,
  } = needs
  const slow = slowSockets(clock, logger)
  sockets.io.engine.on('connection', slow.watch)
  const cutOverdue = closeOverdue({ sockets, refusalAt, clock, logger })
  const warn = warnOfEnd({ sockets: () => sockets.me.sockets.values(), readChanged, clock, logger })
  const sweep = (): void => {
    slow.sweep()
    cutOverdue()
  }
  const stopping = new AbortController()
  const onError = (error: unknown): void => logger.error('Watching over the connections failed', { error })
  void repeat({ restMs: sweepMs, run: sweep, onError }, stopping.signal)
  void repeat({ restMs: warnMs, run: warn, onError }, stopping.signal)
  return { stop: () => stopping.abort() }
}

/** Serves `/live` and `/me` on the given server. Resolves when sockets can be admitted. */
export const startRealtime = async (needs: RealtimeNeeds): Promise<Realtime> => {
  const { server, directory, ownOrigins, tail, reports, ambient, logger, checkSession, positions } = needs
  const origins = socketOrigins(directory, ownOrigins)
  const sockets = openSockets(server, gate({ ...needs, mayConnect: origins.mayConnect }))
  const neutral = neutralMessages(directory)
  const confirmations = socketConfirmations(ambient.random.id(), reports)
  const stopFollowing = followEndings(tail, sockets, neutral, confirmations)
  const { pump, stopWaking, erasure, resume } = framesFor(needs, sockets)
  const watch = watchConnections(needs, sockets)
  const listeners = listenersOf(pump, checkSession, logger)
  const served = {
    checkSession,
    origins,
    neutralMessages: neutral,
    tries: tokenTries(),
    note: noteRefused(needs, needs.noteRefusal),
    ready: pump.ready,
    logger,
    listeners,
    positions,
    resume,
    erasure,
    clock: ambient.clock,
  }
  serveLive(sockets, served)
  serveMe(sockets, served)
  await pump.ready
  return {
    counts: () => ({ live: sockets.live.sockets.size, me: sockets.me.sockets.size }),
    byTenant: () => ({
      pages: countByTenant(sockets.live.sockets.values()),
      own: countByTenant(sockets.me.sockets.values()),
    }),
    sendAway: (withinMs) => sendAway(sockets, withinMs),
    async close() {
      stopFollowing()
      stopWaking()
      watch.stop()
      confirmations.stop()
      await pump.stop()
      closeConnections(sockets)
    },
  }
}

const closeConnections = ({ io, live, me }: Sockets): void => {
  for (const socket of [...live.sockets.values(), ...me.sockets.values()]) closeForGood(wireOf(socket.conn))
  io.engine.close()
}
