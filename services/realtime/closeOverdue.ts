import type { Clock } from '#services/clock.ts'
import { closeSocket } from './listeners.ts'
import type { Sockets } from './sockets.ts'

/**
 * Cuts sockets whose access token has run out unrenewed. A token never outlives its session's idle or absolute end, so this
 * also ends, on time, what no event has ended yet.
 */
export const closeOverdue = ({ live, me }: Sockets, clock: Clock): void => {
  const now = clock.now()
  for (const socket of [...live.sockets.values(), ...me.sockets.values()])
    if (socket.data.caller.accessExpiresAt <= now) closeSocket(socket)
}
