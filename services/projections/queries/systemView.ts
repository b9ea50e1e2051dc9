import { systemTenantId } from '#events/streams.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
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
}

/** Events that a view could not take. Types, reasons and numbers only: no tenant's data, nobody's id. */
export interface ParkedGroup {
  view: string
  type: string
  reason: string
  events: number
  tenants: number
  /** A key of a person or tenant is missing. */
  keyMissing: boolean
  since: string
}

/** A view that has not read an event for so long is behind. */
const behindSeconds = 2

const stateOf = ({ rebuilding, events, seconds }: ViewState): SystemView['views'][number]['state'] => {
  if (rebuilding) return 'rebuilding'
  return events > 0 && seconds > behindSeconds ? 'behind' : 'live'
}

const parkedGroups = async (writer: Queryable): Promise<ParkedGroup[]> => {
  const { rows } = await writer.query<ParkedGroup>(
    `select view, type, reason, count(*) as events, count(distinct tenant_id) as tenants,
       missing_key_of is not null as "keyMissing", min(parked_at) as since
     from parked_events group by view, type, reason, missing_key_of is not null order by view, type, reason`,
  )
  return rows
}

/** How the views stand, for operators. On the writer's login, because it is of all tenants together. */
export const systemView =
  (writer: Queryable, states: ReturnType<typeof viewStates>, positions: WirePositions) =>
  async (): Promise<SystemView> => {
    const views = (await states()).map((state) => ({
      name: state.view,
      position: positions.seal(systemTenantId, state.position),
      lag: { events: state.events, seconds: state.seconds },
      state: stateOf(state),
    }))
    return { views, parked: await parkedGroups(writer) }
  }
