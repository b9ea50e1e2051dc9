import type { Logger } from '#services/logging/logger.ts'
import { refusalOf } from '../admission/refusal.ts'
import type { AnySocket } from '../connections/sockets.ts'

/** Tells a socket that its session has ended, where that is why it is refused. */
export const tellEnded = (socket: Pick<AnySocket, 'emit'>, error: unknown, logger: Logger): void => {
  const { code, cause, message, endedAt } = refusalOf(error, logger)
  if (code !== 'session-ended') return
  socket.emit('ended', {
    cause: String(cause ?? 'unknown'),
    message: typeof message === 'string' ? message : null,
    endedAt: String(endedAt ?? ''),
  })
}
