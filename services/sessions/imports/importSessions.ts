import pLimit from 'p-limit'
import { UnreadableFile } from '#events/files/decodedText.ts'
import { type ReadRecord, readRecords } from '#events/files/readRecords.ts'
import { isBlocked } from '#events/tenant/blocks.ts'
import { keptOutBy } from '#events/tenant/policy/accessRules.ts'
import { lifetimesFor, type SessionLifetimes } from '#events/tenant/policy/lifetimesFor.ts'
import type { Columns } from '#events/files/columns.ts'
import type { SessionField } from '#events/wordLists.ts'
import { instant } from '#services/ambient/clock.ts'
import { othersFirst } from '#services/ambient/othersFirst.ts'
import type { Origin } from '#services/commands/envelope.ts'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Client, Directory, Tenant } from '#services/ports/identity.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import type { SessionNeeds } from '../sessionNeeds.ts'
import type { RequireRoom } from '../signIn/requireRoom.ts'
import { endedMeanwhile, type JustBegun, type LookingAgain } from './endedMeanwhile.ts'
import { findOwner, type FindingOwners } from './findOwner.ts'
import { inBatches } from '#events/files/inBatches.ts'
import type { ReferenceIds } from './referenceIds.ts'
import { sessionColumns } from './sessionColumns.ts'
import { type SessionLine, sessionLine } from './sessionLine.ts'
import { type SessionCounts, type SessionOutcome, noSessions, tallied } from './sessionReport.ts'
import { takenOver } from './takenOver.ts'
import { WrongSession } from './wrongSession.ts'

export interface SessionImport {
  tenantId: string
  clientId: string
  format: 'csv' | 'ndjson'
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Fields by the column that somebody has named for them. */
  map: ReadonlyMap<string, SessionField>
  /** What becomes of sessions that have ended: nothing, or a session that ended when it did. */
  ended: 'skip' | 'history'
  isDry: boolean
}

export interface SessionReporting {
  onLine: (report: { line: number } & SessionOutcome) => void
  onProgress?: (counts: SessionCounts) => void
  /** Called once, with what each column was taken for. */
  onColumns?: (columns: Columns<SessionField>) => void
}

export interface ImportingSessions
  extends FindingOwners, LookingAgain, Pick<SessionNeeds, 'buildContext' | 'withSaidDevice'> {
  directory: Pick<Directory, 'tenant' | 'person' | 'personByEmail'>
  commands: Pick<SessionCommands, 'takeOver' | 'revoke'>
  exists: (tenantId: string, sessionId: string) => Promise<boolean>
  referenceIds: ReferenceIds
  requireRoom: RequireRoom
}

const batchLines = 500
const width = 32

/** Asked for each batch, because either may change meanwhile. @throws CodedError not-signed-in, client-unknown, blocked */
const clientOf = async ({ directory }: ImportingSessions, { tenantId, clientId }: SessionImport) => {
  const tenant = await directory.tenant(tenantId)
  if (tenant === null) throw new CodedError('not-signed-in')
  if (tenant.suspension !== null)
    throw new CodedError('blocked', { detail: 'This organisation is suspended: it can have no live sessions.' })
  const client = tenant.clients.get(clientId)
  // The dashboard signs its people in itself, and knows no reference of anybody else's.
  if (client === undefined || clientId === dashboardClientId)
    throw new CodedError('client-unknown', {
      detail: `This tenant has no application ${clientId} whose sessions could be taken over.`,
    })
  return {
    tenant,
    client,
    policy: lifetimesFor(tenant.policy, { roles: [], clientId, remembered: false, own: client.lifetimes }),
  }
}

interface Into {
  tenant: Tenant
  client: Client
  policy: SessionLifetimes
}

type Refusal = 'invalid-request' | 'person-unknown' | 'person-refused' | 'quota-reached' | 'blocked'
const refused = (code: Refusal, message: string) => ({ kind: 'refused', code, message }) as const

/** What became of one row. */
const takeOne = (work: ImportingSessions, order: SessionImport, into: Into, origin: Origin) => {
  const { clock, commands, referenceIds, buildContext, withSaidDevice } = work
  const { tenantId, clientId, isDry } = order
  const owners = findOwner(work, order, origin)

  const contextOf = ({ ip, userAgent, device }: SessionLine) =>
    withSaidDevice(buildContext({ ip, userAgent, clientId }), device)

  const endAgain = async ({
    sessionId,
    ...begun
  }: { sessionId: string } & Omit<JustBegun, 'tenantId' | 'clientId'>) => {
    const cause = await endedMeanwhile(work, { tenantId, clientId, ...begun })
    if (cause === null) return
    const silent = { reason: null, message: null, ticket: null, operationId: null }
    await commands.revoke(sessionId, { cause, ...silent }, { ...origin, context: null })
  }

  return async (line: SessionLine): Promise<SessionOutcome> => {
    const { data, isShortened } = takenOver(line, into.policy, instant(clock))
    if (data.end !== null && order.ended === 'skip') return { kind: 'skipped' }
    const sessionId = referenceIds({ tenantId, clientId, externalRef: line.externalRef })
    const owner = await owners(line)
    if ('refused' in owner) return owner.refused
    const { person } = owner
    const kind = data.end === null ? 'live' : 'history'
    if (data.end === null && !owner.maySignIn)
      return refused('person-refused', 'The session goes on, but its person is disabled, held or without a role.')
    const context = contextOf(line)
    if (data.end === null && isBlocked(into.tenant.blocks, context, instant(clock)))
      return refused('blocked', 'The session goes on, but where it is used from is blocked.')
    if (data.end === null && keptOutBy(into.tenant.policy.access, context) !== null)
      return refused('blocked', 'The session goes on, but the rules let nobody in from where it is used.')
    if (isDry) return { kind: (await work.exists(tenantId, sessionId)) ? 'already' : kind, isShortened }
    const { client } = into
    const started = await commands.takeOver({ sessionId, person, client, ...data }, { ...origin, context })
    if (started.outcome === 'already') return { kind: 'already', isShortened }
    if (kind === 'live') await endAgain({ sessionId, userId: person.userId, context, position: started.position })
    return { kind, isShortened }
  }
}

const wrong = (error: unknown): SessionOutcome => {
  if (error instanceof WrongSession) return refused('invalid-request', error.message)
  if (error instanceof CodedError && (error.code === 'quota-reached' || error.code === 'session-limit'))
    return refused('quota-reached', error.message)
  throw error
}

const unreadable = (error: unknown): never => {
  if (!(error instanceof UnreadableFile)) throw error
  throw new CodedError('invalid-request', {
    detail: error.message,
    errors: [{ path: 'body', code: 'unreadable', message: error.message }],
  })
}

/**
 * Takes over the sessions of an application's own table: each is started at its own time, under an id that follows from the
 * application's reference. So a row that comes again changes nothing, and whoever holds the reference can ask for the session.
 * @throws CodedError client-unknown, invalid-request for a file that cannot be read or without the columns it takes, store-unavailable
 */
export const importSessions =
  (work: ImportingSessions) =>
  async (order: SessionImport, origin: Origin, reporting: SessionReporting): Promise<SessionCounts> => {
    await clientOf(work, order)
    const limit = pLimit(width)
    let columns: Columns<SessionField> | null = null
    let counts = noSessions

    const columnsOf = (fields: Readonly<Record<string, unknown>>): Columns<SessionField> => {
      if (columns !== null) return columns
      columns = sessionColumns(Object.keys(fields), order.map)
      reporting.onColumns?.(columns)
      return columns
    }

    const settle = async (records: readonly ReadRecord[]): Promise<void> => {
      await othersFirst()
      const first = records.find((record) => 'fields' in record)
      const known = first === undefined ? null : columnsOf(first.fields)
      const into = await clientOf(work, order)
      const room = await work.requireRoom(into.tenant, { roles: [] }).then(
        () => null,
        (error: unknown) => wrong(error),
      )
      const take = takeOne(work, order, into, origin)
      const outcomeOf = async (record: ReadRecord): Promise<SessionOutcome> => {
        if ('mistake' in record) return refused('invalid-request', record.mistake)
        if (known === null) return refused('invalid-request', 'No row names its columns.')
        return room ?? take(sessionLine(record.fields, known))
      }
      const outcomes = await Promise.all(records.map((record) => limit(() => outcomeOf(record).catch(wrong))))
      outcomes.forEach((outcome, index) => {
        counts = tallied(counts, outcome)
        if (outcome.kind === 'refused') reporting.onLine({ line: records[index]!.line, ...outcome })
      })
      reporting.onProgress?.(counts)
    }

    const shape = order.format === 'csv' ? 'csv' : 'lines'
    try {
      for await (const batch of inBatches(readRecords(order.bytes, shape, ''), batchLines)) await settle(batch)
    } catch (error) {
      return unreadable(error)
    }
    return counts
  }
export type ImportSessions = ReturnType<typeof importSessions>
