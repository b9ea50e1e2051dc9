import type { TenantEvent } from '#events/tenant/events.ts'
import { type Blocked, isInForce } from '#events/tenant/blocks.ts'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { CodedError } from '#services/ports/errors.ts'
import { registered } from '#services/tenants/registered.ts'
import type { TenantState } from '#services/tenants/tenantState.ts'

interface Why {
  reason: string | null
  ticket: string | null
}

export type BlockCommand =
  /** `value` in its normal form. `at`: now. */
  | ({ type: 'AddBlock'; blockId: string; until: string; operationId: string; at: string } & Blocked & Why)
  | ({ type: 'RemoveBlock'; blockId: string; at: string } & Why)

type Of<Type extends BlockCommand['type']> = Extract<BlockCommand, { type: Type }>

/** Every sign-in looks at all of them. */
const mostBlocks = 200

/** @throws CodedError invalid-request, locks-you-out */
const allowApplication = ({ kind, value }: Blocked, state: TenantState): void => {
  if (kind !== 'application') return
  if (value === dashboardClientId)
    throw new CodedError('locks-you-out', { detail: 'Without the dashboard nobody could lift the block.' })
  if (registered(state).clients.has(value)) return
  const message = 'This tenant has no application with this id.'
  throw new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.value', code: 'application-unknown', message }],
  })
}

/** The same again, for no longer than the block in force, changes nothing: to shorten a block is to lift it. */
const add = ({ type: _type, at, ...block }: Of<'AddBlock'>, state: TenantState): TenantEvent[] => {
  const inForce = registered(state).blocks.filter((one) => isInForce(one, at))
  const { blockId, kind, value, until } = block
  const isThere = inForce.some(
    (one) => one.blockId === blockId || (one.kind === kind && one.value === value && one.until >= until),
  )
  if (isThere) return []
  allowApplication(block, state)
  if (inForce.length >= mostBlocks)
    throw new CodedError('wrong-state', { detail: `${mostBlocks} blocks are in force. Lift some of them first.` })
  return [{ type: 'BlockAdded', version: 1, data: block }]
}

const remove = ({ blockId, at, reason, ticket }: Of<'RemoveBlock'>, state: TenantState): TenantEvent[] => {
  const block = registered(state).blocks.find((one) => one.blockId === blockId)
  if (block === undefined || !isInForce(block, at)) throw new CodedError('not-found')
  return [{ type: 'BlockRemoved', version: 1, data: { blockId, reason, ticket } }]
}

export const decideBlock = (command: BlockCommand, state: TenantState): TenantEvent[] => {
  switch (command.type) {
    case 'AddBlock':
      return add(command, state)
    case 'RemoveBlock':
      return remove(command, state)
  }
}
