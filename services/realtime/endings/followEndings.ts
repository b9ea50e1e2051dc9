import type { Recorded } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { Confirmations } from './confirmations.ts'
import { endSockets } from './endSockets.ts'
import type { NeutralMessages } from './neutralMessages.ts'
import { socketCuts } from './socketCut.ts'
import type { Sockets } from '../connections/sockets.ts'

const operationOf = (event: Recorded<RollcallEvent>): string | null =>
  event.type === 'SessionRevoked' || event.type === 'SessionsInvalidated' ? event.data.operationId : null

/** Endings come straight from the log: an ended session's socket must not wait for views. Answers how to stop. */
export const followEndings = (
  tail: LogTail,
  sockets: Sockets,
  neutral: NeutralMessages,
  confirmations: Confirmations,
): (() => void) =>
  tail.listen((event) => {
    neutral.apply(event)
    for (const cut of socketCuts(event)) {
      const closing = endSockets(sockets, neutral, cut)
      if (cut.operationId !== null) confirmations.closing(cut.operationId, closing)
    }
    confirmations.applied(event.position, operationOf(event))
  })
