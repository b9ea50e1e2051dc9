import { sleep } from '#services/ambient/sleep.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { CodedError } from '#services/ports/errors.ts'
import type { RefusalAt } from '#services/http/caller.ts'
import type { Logger } from '#services/logging/logger.ts'
import { closeSocket } from '../connections/listeners.ts'
import type { AnySocket, Sockets } from '../connections/sockets.ts'
import { tellEnded } from './tellEnded.ts'

export interface OverdueNeeds {
  sockets: { readonly [Name in 'live' | 'me']: Pick<Sockets[Name], 'sockets'> }
  refusalAt: RefusalAt
  clock: Clock
  logger: Logger
}

/** A token ends on a whole second, its session up to this many milliseconds later. */
const cutOffMs = 999
/** A socket is cut after this even if the session's stream could not be read. */
const answerWithinMs = 1_000

/**
 * Cuts sockets whose client let the access token run out. A token never outlives its session's idle or absolute end, so this also
 * cuts, on time, sockets of sessions that lapsed but have no `SessionExpired` yet; those clients are told first that they ended.
 */
export const closeOverdue = ({ sockets, refusalAt, clock, logger }: OverdueNeeds): (() => void) => {
  const closing = new WeakSet<AnySocket>()

  const askAbout = async ({ data }: AnySocket): Promise<CodedError | null> => {
    try {
      return await refusalAt(data.caller, data.caller.accessExpiresAt + cutOffMs)
    } catch (error) {
      logger.warn('how a session stands could not be read; its socket is cut without an end', { error })
      return null
    }
  }
  const tell = async (socket: AnySocket): Promise<void> => {
    const { token } = socket.data
    const refusal = await Promise.race([askAbout(socket), sleep(answerWithinMs).then(() => null)])
    // A token that was renewed in the meantime proves that the session goes on.
    if (refusal !== null && socket.data.token === token) tellEnded(socket, refusal, logger)
  }
  const cut = async (ours: readonly AnySocket[]): Promise<void> => {
    await Promise.all(ours.map(tell))
    ours.forEach(closeSocket)
  }
  const isOverdue = (socket: AnySocket): boolean => socket.data.caller.accessExpiresAt <= clock.now()

  return () => {
    const all: AnySocket[] = [...sockets.live.sockets.values(), ...sockets.me.sockets.values()]
    const overdue = all.filter((socket) => !closing.has(socket) && isOverdue(socket))
    for (const socket of overdue) closing.add(socket)
    // Both namespaces may share a connection, so every message on either goes out before the connection closes.
    for (const ours of Map.groupBy(overdue, ({ conn }) => conn).values()) void cut(ours)
  }
}
