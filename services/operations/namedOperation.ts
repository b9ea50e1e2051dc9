import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { filterOfBlock } from '#events/tenant/blocks.ts'
import type { Started } from './operationState.ts'
import { filterOfApplication } from './removeApplication.ts'

/** Decisions that end sessions and name the operation that says what became of each. */
type DecidingType =
  'TenantSuspended' | 'UserDisabled' | 'UserHeld' | 'BlockAdded' | 'ClientRemoved' | 'SessionsInvalidated'
type Deciding = Extract<Recorded<RollcallEvent>, { type: DecidingType }>

const naming: readonly DecidingType[] = [
  'TenantSuspended',
  'UserDisabled',
  'UserHeld',
  'BlockAdded',
  'ClientRemoved',
  'SessionsInvalidated',
]

/** Decisions whose operation may be missing: those, and rules that end or shorten sessions, whose operation's id follows from them. */
export const decidingTypes: readonly EventType[] = [
  ...naming,
  'LifetimesChanged',
  'LimitsChanged',
  'AccessRulesChanged',
]

/** How an operation begins, but for the sessions that it lists. */
export type NamedOperation = Omit<Started['data'], 'sessionIds' | 'unlisted'>

const isDeciding = (event: Recorded<RollcallEvent>): event is Deciding => naming.some((type) => type === event.type)

const about = (event: Deciding): Pick<NamedOperation, 'kind' | 'filter' | 'userId' | 'clientId' | 'spared'> | null => {
  const whole = { filter: null, userId: null, spared: [] }
  switch (event.type) {
    case 'TenantSuspended':
      return { kind: 'tenant', ...whole }
    case 'UserDisabled':
      return { kind: 'disable', ...whole, userId: event.data.userId }
    case 'UserHeld':
      return { kind: 'hold', ...whole, userId: event.data.userId }
    case 'BlockAdded':
      return { kind: 'block', ...whole, filter: filterOfBlock(event.data) }
    case 'ClientRemoved': {
      const { clientId } = event.data
      return { kind: 'application', ...whole, filter: filterOfApplication(clientId), clientId }
    }
    case 'SessionsInvalidated': {
      const { userId, except } = event.data
      const spared = except.map((sessionId) => ({ sessionId, why: 'excepted' as const }))
      return userId === null ? null : { kind: 'user', ...whole, userId, spared }
    }
  }
}

/** The operation that the event's decision names. Null: it names none. */
export const namedOperation = (event: Recorded<RollcallEvent>): NamedOperation | null => {
  if (!isDeciding(event)) return null
  const { operationId = null, reason, ticket } = event.data
  const subject = about(event)
  if (operationId === null || subject === null) return null
  const message = 'message' in event.data ? event.data.message : null
  return { operationId, ...subject, reason, message, ticket }
}
