import type { LogEntry } from '#events/live/rows.ts'
import { sentence } from '#events/text/sentence.ts'
import type { Names } from '#events/text/words.ts'
import { typeInLog } from '#events/upcast.ts'
import type { Called } from '../userOverview/calledPeople.ts'
import { causeIn, sessionIn, succeeded, userIn } from './logRowOf.ts'
import type { ReadableEvent } from './readableEvent.ts'
import { shownData } from './shownData.ts'

/** What an entry needs besides the event. */
export interface EntryPlace {
  number: number
  /** Sealed for the tenant. */
  position: string
  /** What somebody is called; null: unknown, or not for this reader. */
  called: (userId: string) => Called | null
}

const textOf = ({ event, lost }: ReadableEvent, names: Names): string => {
  if (lost === 'personal') return `${typeInLog(event.type)}, which cannot be read in full: a key is missing`
  if (lost === 'everything') return `${event.type}, which cannot be read`
  return sentence(event, names)
}

const errorOf = (type: string, data: object): Pick<LogEntry, 'error'> =>
  !succeeded(type) && 'cause' in data && typeof data.cause === 'string' ? { error: data.cause } : {}

const subjectsOf = (data: object, called: EntryPlace['called']): Pick<LogEntry, 'sessionId' | 'userId' | 'user'> => {
  const sessionId = sessionIn(data)
  const userId = userIn(data)
  const user = userId === null ? null : called(userId)
  return {
    ...(sessionId === null ? {} : { sessionId }),
    ...(userId === null ? {} : { userId }),
    ...(user === null ? {} : { user }),
  }
}

/** A line of the log in the form that people and programs read. */
export const logEntry = (readable: ReadableEvent, { number, position, called }: EntryPlace): LogEntry => {
  const { event, understood } = readable
  const cause = understood ? causeIn(event) : null
  // Who has not come in yet is called by their address.
  const names: Names = (userId) => {
    const one = called(userId)
    return one === null ? null : one.name || one.email
  }
  const { id, version, at, actor, correlationId, causationId, context, data, stream, revision } = event
  const type = typeInLog(event.type)
  return {
    id,
    number,
    position,
    at,
    type,
    version,
    success: succeeded(type),
    ...errorOf(type, data),
    actor: { ...actor, name: names(actor.id) },
    ...subjectsOf(data, called),
    ...(cause === null ? {} : { cause }),
    correlationId,
    causationId,
    context,
    data: shownData(type, understood, data),
    text: textOf(readable, names),
    stream,
    revision,
  }
}
