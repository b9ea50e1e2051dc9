import type {
  AllStreamRecordedEvent,
  AllStreamResolvedEvent,
  ResolvedEvent,
  StreamingRead,
} from '@eventstore/db-client'
import { Unanswered } from './passing.ts'

/** A read is given up when nothing arrives for this long. */
export const silenceMs = 3_000

type Read = StreamingRead<ResolvedEvent | AllStreamResolvedEvent>

/**
 * Collects all events of a read. The read always runs to its end or is cancelled: a half-read call would leak.
 * @throws Unanswered; else what the client throws
 */
export const collectRead = (read: Read): Promise<AllStreamRecordedEvent[]> =>
  new Promise((resolve, reject) => {
    const events: AllStreamRecordedEvent[] = []
    let isSilent = false
    const timer = setTimeout(() => {
      isSilent = true
      read.cancel().catch(() => undefined)
      // We do not wait for the cancelled call to end, because it may have no connection left to end on.
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
