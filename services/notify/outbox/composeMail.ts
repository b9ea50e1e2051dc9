import type { RollcallEvent } from '#events/catalogue.ts'
import type { RequestContext } from '#events/envelope.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'
import type { Directory } from '#services/ports/identity.ts'
import { type BegunFrom, sessionOf } from '../letters/happening.ts'
import type { Letter, LetterLinks, Occasion } from '../letters/letter.ts'
import { renderLetter } from '../letters/renderLetter.ts'
import { writeLetter } from '../letters/writeLetter.ts'
import type { ClaimedMail } from './mailRows.ts'
import type { Mail } from './postbox.ts'

export interface ComposeNeeds {
  log: Pick<EventLog, 'readAt'>
  codec: Pick<EventCodec, 'open'>
  directory: Pick<Directory, 'tenant' | 'person'>
  links: LetterLinks
  /** From where a session began; null: not known. */
  sessionBegan: (tenantId: string, sessionId: string) => Promise<RequestContext | null>
  clock: Clock
  /** Mails leave this machine, so none is written to the made-up people of a demo. */
  leavesHere: boolean
}

export type Asked = Pick<ClaimedMail, 'tenantId' | 'mailId' | 'userId' | 'kind' | 'positions' | 'events'>

/** Reads where the sessions began that the events are about. */
export const readBegun = async (
  { sessionBegan }: Pick<ComposeNeeds, 'sessionBegan'>,
  tenantId: string,
  events: readonly RollcallEvent[],
): Promise<BegunFrom> => {
  const sessionIds = [...new Set(events.map(sessionOf).filter((id) => id !== null))]
  const found = await Promise.all(sessionIds.map((sessionId) => sessionBegan(tenantId, sessionId)))
  const begun = new Map(sessionIds.map((sessionId, index) => [sessionId, found[index] ?? null]))
  return (sessionId) => begun.get(sessionId) ?? null
}

const occasionOf = async (
  needs: ComposeNeeds,
  { tenantId, mailId, userId, kind, positions, events }: Asked,
): Promise<Occasion | null> => {
  const { log, codec, directory, clock, leavesHere } = needs
  const opened = await codec.open(await log.readAt(positions))
  const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
  if (tenant === null || person === null || person.forgotten || opened.length === 0) return null
  if (leavesHere && tenant.simulated) return null
  const begunFrom = await readBegun(needs, tenantId, opened)
  return { mailId, kind, events: opened, more: events - opened.length, tenant, person, begunFrom, now: instant(clock) }
}

/**
 * Makes a mail from its events as it is to be sent now. Nothing of it is stored.
 * @throws KeyMissing, store-unavailable
 */
export const composeMail = async (needs: ComposeNeeds, asked: Asked): Promise<Mail | Exclude<Letter, object>> => {
  const occasion = await occasionOf(needs, asked)
  const letter = occasion === null ? 'outdated' : writeLetter(occasion, needs.links)
  if (typeof letter === 'string') return letter
  const { to, values } = letter
  return { id: asked.mailId, to, ...renderLetter(asked.kind, { ...values, to }) }
}
