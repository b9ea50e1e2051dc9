import type {
  AllStreamRecordedEvent,
  AllStreamResolvedEvent,
  ResolvedEvent,
  StreamingRead,
} from '@eventstore/db-client'
import { Unanswered } from './passing.ts'

/** A read that brings nothing for this long is given up. */
export const silenceMs = 3_000

type Read = StreamingRead<ResolvedEvent | AllStreamResolvedEvent>

/**
 * Everything a read brings. It is always read to its end or cancelled: leaving it half read would leak the call.
 * @throws Unanswered; else what the client throws.
 */
export const collectRead = (read: Read): Promise<AllStreamRecordedEvent[]> =>
  new Promise((resolve, reject) => {
    const events: AllStreamRecordedEvent[] = []
    let isSilent = false
    const timer = setTimeout(() => {
      isSilent = true
      read.cancel().catch(() => undefined)
      // The cancelled call may have no connection to end on.
      reject(new Unanswered(silenceMs))
    }, silenceMs)
    read.on('data', ({ event }: ResolvedEvent | AllStreamResolvedEvent) => {
      timer.refresh()
      if (event !== undefined) events.push(event as AllStreamRecordedEvent)
    })
    read.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    read.on('end', () => {
      clearTimeout(timer)
      if (!isSilent) resolve(events)
    })
  })
