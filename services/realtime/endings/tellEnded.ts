import type { Logger } from '#services/logging/logger.ts'
import { refusalOf } from '../admission/refusal.ts'
import type { AnySocket } from '../connections/sockets.ts'

/** Tells a client that its session has ended, if `error` says so; other errors are not told. */
export const tellEnded = (socket: Pick<AnySocket, 'emit'>, error: unknown, logger: Logger): void => {
  const { code, cause, message, endedAt } = refusalOf(error, logger)
  if (code !== 'session-ended') return
  socket.emit('ended', {
    cause: String(cause ?? 'unknown'),
    message: typeof message === 'string' ? message : null,
    endedAt: String(endedAt ?? ''),
  })
}
