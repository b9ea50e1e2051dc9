import { systemTenantId } from '#events/streams.ts'
import { type AskedRetry, readAskedRetries } from '#services/consumers/askedRetries.ts'
import { lastBackupAt } from '#services/postgres/installation.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { readRetiredRows, type RetiredRows } from '../retention/readRetiredRows.ts'
import { type LastRebuild, readLastRebuild } from '../rebuild/lastRebuild.ts'
import type { RetryOf } from './retryOf.ts'
import type { ViewState, viewStates } from './viewStates.ts'

export interface SystemView {
  views: {
    name: string
    /** Sealed for the system tenant. */
    position: string
    lag: { events: number; seconds: number }
    state: 'live' | 'behind' | 'rebuilding'
  }[]
  parked: ParkedGroup[]
  retries: AskedRetry[]
  lastRebuild: LastRebuild | null
  retention: RetiredRows | null
  /** ISO 8601; null: never. */
  lastBackupAt: string | null
}

/**
 * Groups of events that a view could not take. It holds only types, reasons and numbers: no tenant's data and no
 * person's id.
 */
export interface ParkedGroup {
  view: string
  type: string
  reason: string
  events: number
  tenants: number
  /** The reason is a missing key of a person or tenant. */
  keyMissing: boolean
  since: string
  /** The command that takes them up; null: a request does. */
  command: string | null
}

/** A view is behind when the oldest event it has not read is this old. */
const behindSeconds = 2

const stateOf = ({ rebuilding, events, seconds }: ViewState): SystemView['views'][number]['state'] => {
  if (rebuilding) return 'rebuilding'
  return events > 0 && seconds > behindSeconds ? 'behind' : 'live'
}

const parkedGroups = async (writer: Queryable, remedyOf: RetryOf): Promise<ParkedGroup[]> => {
  const { rows } = await writer.query<Omit<ParkedGroup, 'command'>>(
    `select view, type, reason, count(*) as events, count(distinct tenant_id) as tenants,
       missing_key_of is not null as "keyMissing", min(parked_at) as since
     from parked_events group by view, type, reason, missing_key_of is not null order by view, type, reason`,
  )
  return rows.map((group) => {
    const remedy = remedyOf(group.view)
    return { ...group, command: remedy?.by === 'command' ? remedy.command : null }
  })
}

/** The state of the views, for operators. It covers all tenants together, so it runs on the writer's login. */
export const systemView =
  (writer: Queryable, states: ReturnType<typeof viewStates>, positions: WirePositions, remedyOf: RetryOf) =>
  async (): Promise<SystemView> => {
    const views = (await states()).map((state) => ({
      name: state.view,
      position: positions.seal(systemTenantId, state.position),
      lag: { events: state.events, seconds: state.seconds },
      state: stateOf(state),
    }))
    return {
      views,
      parked: await parkedGroups(writer, remedyOf),
      retries: await readAskedRetries(writer),
      lastRebuild: await readLastRebuild(writer),
      retention: await readRetiredRows(writer),
      lastBackupAt: await lastBackupAt(writer),
    }
  }
