import { effectiveTypes } from '#events/session/endings.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { Confirmations } from './confirmations.ts'
import { endSockets } from './endSockets.ts'
import type { NeutralMessages } from './neutralMessages.ts'
import { socketCut } from './socketCut.ts'
import type { Sockets } from '../connections/sockets.ts'

/** Reads endings straight from the log: closing an ended session's sockets must not wait for views. Answers how to stop. */
export const followEndings = (
  tail: LogTail,
  sockets: Sockets,
  neutral: NeutralMessages,
  confirmations: Confirmations,
): (() => void) =>
  tail.listen([...effectiveTypes, 'StepUpRequired', ...neutral.wanted], (event) => {
    neutral.apply(event)
    const cut = socketCut(event)
    const closing = cut === null ? null : endSockets(sockets, neutral, cut)
    const operationId = cut?.operationId ?? null
    if (closing !== null && operationId !== null) confirmations.closing(operationId, closing)
    confirmations.applied(event.position, operationId)
  })
