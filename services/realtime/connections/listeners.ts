import type { CheckSession } from '#services/http/caller.ts'
import type { Logger } from '#services/logging/logger.ts'
import { wireOf } from './backlog.ts'
import { closeForGood } from './closeForGood.ts'
import type { LivePump } from '../frames/livePump.ts'
import { roomsOf } from './rooms.ts'
import type { AnySocket } from './sockets.ts'
import { tellEnded } from '../endings/tellEnded.ts'
import type { TenantStream } from '../frames/tenantStream.ts'

export interface Listeners {
  /** Puts a socket into its rooms. The stream of a tenant runs while at least one socket of that tenant is open. */
  enter: (socket: AnySocket) => TenantStream
}

export const closeSocket = (socket: AnySocket): void => {
  closeForGood(wireOf(socket.conn))
  socket.disconnect(true)
}

/** Checks the token again and closes the socket if it is over: an ending before the socket joined its rooms did not find it. */
const stillGood = async (socket: AnySocket, checkSession: CheckSession, logger: Logger): Promise<void> => {
  try {
    await checkSession(socket.data.token)
  } catch (error) {
    tellEnded(socket, error, logger)
    closeSocket(socket)
  }
}

export const listenersOf = (
  pump: Pick<LivePump, 'open' | 'close'>,
  checkSession: CheckSession,
  logger: Logger,
): Listeners => {
  const counts = new Map<string, number>()
  const leave = (tenantId: string): void => {
    const left = (counts.get(tenantId) ?? 0) - 1
    if (left > 0) return void counts.set(tenantId, left)
    counts.delete(tenantId)
    pump.close(tenantId)
  }
  return {
    enter(socket) {
      const { tenantId } = socket.data.caller
      void socket.join(roomsOf(socket.data.caller))
      counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1)
      socket.once('disconnect', () => leave(tenantId))
      void stillGood(socket, checkSession, logger)
      return pump.open(tenantId)
    },
  }
}
