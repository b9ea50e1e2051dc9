import type { Warning } from '#events/live/frames.ts'
import type { ReadChanged } from '#services/ports/changes.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import type { Logger } from '#services/logging/logger.ts'

/** How long before a session's absolute end its pages are warned. */
export const noticeMs = 5 * 60_000

interface WarnedSocket {
  data: { caller: SignedInCaller }
  emit: (name: 'warning', warning: Warning) => unknown
}

export interface WarnOfEndNeeds {
  /** The sockets of everyone who listens for their own sessions. */
  sockets: () => Iterable<WarnedSocket>
  readChanged: ReadChanged
  clock: Clock
  logger: Logger
}

const message = 'This session is about to reach its longest lifetime. Sign in again to go on.'

/**
 * Warns each page once that its session comes to its absolute end, which no refresh moves. The idle end is not announced: it
 * moves whenever a person does something, and the page learns it from the answers to its refreshes and reports of activity. An
 * access token never outlives its session, so a session is looked up only when its socket's token is near its own end, and once
 * per socket.
 */
export const warnOfEnd = ({ sockets, readChanged, clock, logger }: WarnOfEndNeeds): (() => Promise<void>) => {
  /** Null: the session has no absolute end. */
  const ends = new WeakMap<WarnedSocket, string | null>()
  const told = new WeakSet<WarnedSocket>()

  const isNear = (instant: number): boolean => instant - clock.now() <= noticeMs

  const learnEnds = async (unknown: readonly WarnedSocket[]): Promise<void> => {
    for (const [tenantId, ours] of Map.groupBy(unknown, ({ data }) => data.caller.tenantId)) {
      const sessionIds = [...new Set(ours.map(({ data }) => data.caller.sessionId))]
      const { sessions } = await readChanged(tenantId, { sessions: sessionIds })
      const byId = new Map(sessions.map(({ id, absoluteExpiresAt }) => [id, absoluteExpiresAt]))
      for (const socket of ours) {
        const at = byId.get(socket.data.caller.sessionId)
        if (at !== undefined) ends.set(socket, at)
      }
    }
  }
  const warn = (socket: WarnedSocket): void => {
    const at = ends.get(socket)
    if (at === undefined || at === null || !isNear(Date.parse(at))) return
    told.add(socket)
    socket.emit('warning', { at, message })
  }
  return async () => {
    const near = [...sockets()].filter((socket) => !told.has(socket) && isNear(socket.data.caller.accessExpiresAt))
    try {
      await learnEnds(near.filter((socket) => !ends.has(socket)))
    } catch (error) {
      logger.warn('Could not look up when sessions end; trying again', { error })
    }
    near.forEach(warn)
  }
}
