import pLimit from 'p-limit'
import type { Role } from '#events/tenant/events.ts'
import { normaliseEmail } from '#events/text/emailAddress.ts'
import type { PersonFormat } from '#events/wordLists.ts'
import { UnreadableFile } from '#events/files/decodedText.ts'
import { type ReadRecord, readRecords } from '#events/files/readRecords.ts'
import { othersFirst } from '#services/ambient/othersFirst.ts'
import { CodedError } from '#services/ports/errors.ts'
import { registeredTenant } from '#services/tenants/registerTenant.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { addPeople } from './addPeople.ts'
import { inBatches } from '#events/files/inBatches.ts'
import { type Counts, type LineReport, noCounts, tally } from './importReport.ts'
import { knownLooks, type Looks } from './knownLooks.ts'
import { personFormats, personMember } from './formats/personFormats.ts'
import { type ImportWork, type PlannedPerson, planPerson } from './planPerson.ts'
import { WrongLine, type PersonLine } from './personLine.ts'

export interface PeopleImport {
  tenantId: string
  format: PersonFormat
  /** Bytes of the file, in pieces of any size. */
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Tells ids of one source from those of another. */
  source: string
  /** What everybody gets. */
  roles: readonly Role[]
  /** What a role of the source stands for here. Roles that are not named stand for nothing. */
  roleMap: ReadonlyMap<string, readonly Role[]>
  /** The application whose own references the ids are. Null: of none. */
  clientId: string | null
  /** Nothing is written; the report says what would be. */
  isDry: boolean
}

export interface Reporting {
  /** Called for each line that somebody should look at, in the file's order. */
  onLine: (report: LineReport) => void
  onProgress?: (counts: Counts) => void
}

/** Lines worked on together: their roles are one append, and each append to the tenant's stream copies the map of its members. */
const batchLines = 500
/** Lines of a batch that are looked up or written at once. */
const width = 24

const read = (record: ReadRecord, format: PersonFormat): PersonLine | WrongLine => {
  if ('mistake' in record) return new WrongLine(record.mistake)
  try {
    return personFormats[format].person(record.fields)
  } catch (error) {
    if (error instanceof WrongLine) return error
    throw error
  }
}

const requireApplication = async (work: ImportWork, { tenantId, clientId }: PeopleImport): Promise<void> => {
  const tenant = await registeredTenant(work, tenantId)
  if (clientId !== null && !tenant.clients.has(clientId))
    throw new CodedError('client-unknown', { detail: `This tenant has no application ${clientId}.` })
}

/** @throws CodedError invalid-request for a file that is no text; what came before that has been imported */
const readable = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new CodedError('invalid-request', {
      detail: error.message,
      errors: [{ path: 'body', code: 'unreadable', message: error.message }],
    })
  }
}

const withWarnings = ({ person, outcome }: PlannedPerson, looks: Looks): PlannedPerson['outcome'] => {
  if (person === null || outcome.kind !== 'added') return outcome
  const warnings = [...person.warnings, ...looks.warningsFor(person.email)]
  return { ...outcome, warnings }
}

/**
 * Adds the people of a file, one batch after the other, so that memory does not grow with the file but by what tells look-alikes.
 * Repeating it adds whom an earlier run did not come to, and changes nobody else.
 * @throws CodedError not-found, client-unknown, invalid-request for a file that cannot be read, store-unavailable
 */
export const importPeople =
  (work: ImportWork) =>
  async (order: PeopleImport, origin: Origin, { onLine, onProgress }: Reporting): Promise<Counts> => {
    await requireApplication(work, order)
    const limit = pLimit(width)
    const looks = await knownLooks(work.memory, order.tenantId)
    const seen = new Set<string>()
    let counts = noCounts

    const plan = (record: ReadRecord): Promise<PlannedPerson> =>
      limit(() => planPerson(work, order, { line: record.line, read: read(record, order.format) }))

    /** A dry run writes no claim that would tell that an address comes twice. */
    const twice = (planned: PlannedPerson): PlannedPerson => {
      if (planned.person === null || planned.outcome.kind !== 'added') return planned
      const email = normaliseEmail(planned.person.email)
      if (!seen.has(email)) {
        seen.add(email)
        return planned
      }
      const message = 'This e-mail address came before in this file.'
      return { ...planned, outcome: { kind: 'refused', code: 'already-exists', message } }
    }

    const settle = async (records: readonly ReadRecord[]): Promise<void> => {
      await othersFirst()
      const planned = await Promise.all(records.map(plan))
      const done = order.isDry ? planned.map(twice) : await addPeople(work, order, { planned, origin, limit })
      for (const one of done) {
        const outcome = withWarnings(one, looks)
        counts = tally(counts, outcome)
        if (outcome.kind === 'refused' || outcome.warnings.length > 0) onLine({ line: one.line, ...outcome })
      }
      onProgress?.(counts)
    }

    const { shape } = personFormats[order.format]
    const records = inBatches(readRecords(order.bytes, shape, personMember), batchLines)
    await readable(async () => {
      for await (const batch of records) await settle(batch)
    })
    return counts
  }
