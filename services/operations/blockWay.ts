import {
  type Block,
  type Blocked,
  catches,
  filterOfBlock,
  normalBlockValue,
  wayIn,
  widestNetwork,
} from '#events/tenant/blocks.ts'
import type { SessionRow } from '#events/live/rows.ts'
import type { Position } from '#events/envelope.ts'
import type { BlockBody } from '#events/wire/blocks.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { callerMay, type Caller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { AddBlock, ReadSession } from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { actingMetadata, actingName, type ActingRequest } from './actingPerson.ts'
import { allowNumber, mostSessions } from './chooseSessions.ts'
import { endedBy, listed } from './listed.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import { operationRow } from './operationState.ts'
import type { StartedOperation } from './startOperation.ts'

export interface BlockWayNeeds {
  log: Pick<OperationLog, 'read' | 'start'>
  runner: Pick<OperationRunner, 'carryOn'>
  directory: Directory
  views: Pick<OperationViews, 'matchingSessions' | 'waitForView'>
  readSession: ReadSession
  addBlock: AddBlock
  ambient: Ambient
}

export interface BlockPreview extends Blocked {
  filter: string
  /** How many live sessions would end. */
  sessions: number
  sample: SessionRow[]
  /** Whether the caller could not sign in again the way they came. */
  catchesMine: boolean
  position: Position
}

const sampleSize = 10
const hourMs = 3_600_000
/** How long a block waits for the view to show every session that began before it. Its operation looks again. */
const viewWaitMs = 2_000

const whatIs: Record<Blocked['kind'], string> = {
  address: 'an IP address',
  network: `a network such as 203.0.113.0/24, no wider than /${widestNetwork[4]} (IPv4) or /${widestNetwork[16]} (IPv6)`,
  country: 'the two letters of a country, such as DE',
  device: 'the id of a device',
  application: 'the id of an application',
}

/** @throws CodedError invalid-request */
const normal = ({ kind, value }: Blocked): Blocked => {
  const normalised = normalBlockValue({ kind, value })
  if (normalised !== null) return { kind, value: normalised }
  const message = `This is not ${whatIs[kind]}.`
  throw new CodedError('invalid-request', { detail: message, errors: [{ path: 'body.value', code: 'value', message }] })
}

/** The caller would come back by the way of this request. Only a sign-in names the device. */
const catchesCaller = async (
  { readSession }: Pick<BlockWayNeeds, 'readSession'>,
  { caller, context }: ActingRequest,
  blocked: Blocked,
): Promise<boolean> => {
  const { session } = await readSession(caller.tenantId, caller.sessionId)
  const device = session.status === 'absent' ? null : (session.last.context?.device?.id ?? null)
  const way = wayIn(context)
  return catches(blocked, { ...way, clientId: caller.clientId, deviceId: way.deviceId ?? device })
}

/** @throws CodedError invalid-request, invalid-filter */
export const previewBlock =
  (needs: Pick<BlockWayNeeds, 'views' | 'readSession'>) =>
  async (request: ActingRequest, asked: Blocked): Promise<BlockPreview> => {
    const blocked = normal(asked)
    const filter = filterOfBlock(blocked)
    const [{ sessions, total, position }, catchesMine] = await Promise.all([
      needs.views.matchingSessions(request.caller.tenantId, { filter }, sampleSize),
      catchesCaller(needs, request, blocked),
    ])
    return { ...blocked, filter, sessions: total, sample: sessions, catchesMine, position }
  }

/**
 * Others come in the way that an analyst does, admins among them, so only an admin may shut it.
 * @throws CodedError locks-you-out
 */
const allowMine = (caller: Caller, includingMine: boolean): void => {
  if (!callerMay(caller, 'shut-own-way'))
    throw new CodedError('locks-you-out', {
      detail: 'You came in this way yourself and could not come back. Only an admin may block it.',
    })
  if (!includingMine)
    throw new CodedError('locks-you-out', {
      detail: 'You came in this way yourself and could not come back. Say includingMine if you mean it.',
    })
}

/**
 * Blocks a way in, and ends the sessions that came by it. The block comes first: a session that begins after it is
 * refused by every process, and one that began before it is shown by the view that is then asked.
 * @throws CodedError invalid-request, locks-you-out, forbidden, wrong-state
 */
export const blockWay =
  (needs: BlockWayNeeds) =>
  async (
    request: ActingRequest,
    { kind, value, hours, includingMine = false, ...why }: BlockBody,
  ): Promise<StartedOperation & { ended: number; block: Block }> => {
    const { log, runner, directory, views, addBlock, ambient } = needs
    const { caller, claim } = request
    const { tenantId } = caller
    const nextId = claim?.eventIds ?? ambient.random.id
    const [operationId, eventId, blockId] = [nextId(), nextId(), nextId()]
    const preview = await previewBlock(needs)(request, { kind, value })
    if (preview.catchesMine) allowMine(caller, includingMine)
    await allowNumber(request, preview.sessions)
    const metadata = actingMetadata(request)
    const until = instant({ now: () => ambient.clock.now() + hours * hourMs })
    const { filter } = preview
    const { reason, ticket } = why
    const asked = { tenantId, blockId, kind, value: preview.value, until, operationId, reason, ticket }
    const { block, position } = await addBlock(asked, metadata)
    await views.waitForView(position, viewWaitMs).catch(() => undefined)
    const { sessions, total } = await views.matchingSessions(tenantId, { filter }, mostSessions)
    const live = sessions.map(({ id }) => id)
    const earlier = claim?.repeated === true ? await log.read(tenantId, operationId) : null
    const data = {
      operationId,
      kind: 'block' as const,
      filter,
      userId: null,
      ...listed(live, total),
      spared: [],
      ...why,
    }
    const state = earlier ?? (await log.start(data, metadata, eventId)).state
    runner.carryOn({ tenantId, operationId })
    return {
      block,
      operation: operationRow(state, await actingName(directory, caller)),
      ended: endedBy(state.started.data),
      position: Math.max(position, state.started.position),
    }
  }
