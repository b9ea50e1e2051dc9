import type { Clock } from '#services/ambient/clock.ts'
import type { Logger } from '#services/logging/logger.ts'
import { backlogOf, wireOf, type Backlog, type Connection } from './backlog.ts'

/** Unsent bytes and their age beyond which a connection is cut. Its client connects again and asks for what it missed. */
export const mostUnsentBytes = 1_000_000
export const longestBehindMs = 5_000

export interface SlowSockets {
  watch: (connection: Connection & { once(event: 'close', listener: () => void): unknown }) => void
  /** Cuts the connections that are too far behind; answers how many. */
  sweep: () => number
}

const isTooSlow = (backlog: Backlog): boolean =>
  backlog.bytes() > mostUnsentBytes || backlog.behindMs() > longestBehindMs

export const slowSockets = (clock: Clock, logger: Logger): SlowSockets => {
  const backlogs = new Map<Connection, Backlog>()
  return {
    watch(connection) {
      backlogs.set(connection, backlogOf(connection, clock))
      connection.once('close', () => backlogs.delete(connection))
    },
    sweep() {
      const slow = [...backlogs].filter(([, backlog]) => isTooSlow(backlog))
      for (const [connection, backlog] of slow) {
        logger.info('a socket that fell behind was cut', { bytes: backlog.bytes(), behindMs: backlog.behindMs() })
        // A closing handshake would queue behind what the peer does not read.
        wireOf(connection).destroy()
      }
      return slow.length
    },
  }
}
