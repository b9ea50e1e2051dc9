import { type Block, isInForce } from '#events/tenant/blocks.ts'
import { instant } from '#services/ambient/clock.ts'
import type { AddBlock, RemoveBlock } from '#services/ports/endings.ts'
import type { TenantWork } from '#services/tenants/registerTenant.ts'
import type { HandleTenant } from '#services/tenants/tenantCommands.ts'

/** The commands that block ways to sign in, and what is blocked. */
export const blockCommands = ({ ambient, memory }: TenantWork, handle: HandleTenant) => {
  const blocksOf = async (tenantId: string): Promise<readonly Block[]> => {
    const { tenant } = (await memory.tenants.readOn(tenantId, '')).state
    const at = instant(ambient.clock)
    return (tenant?.blocks ?? []).filter((block) => isInForce(block, at))
  }
  /** @throws CodedError not-found, invalid-request, locks-you-out, wrong-state, busy */
  const addBlock: AddBlock = async ({ tenantId, ...block }, origin) => {
    const at = instant(ambient.clock)
    const { state, position } = await handle(tenantId, { type: 'AddBlock', at, ...block }, origin)
    const { kind, value } = block
    return { position, block: state.tenant!.blocks.find((one) => one.kind === kind && one.value === value)! }
  }
  /** @throws CodedError not-found, busy */
  const removeBlock: RemoveBlock = async ({ tenantId, ...command }, origin) => {
    const at = instant(ambient.clock)
    const { position } = await handle(tenantId, { type: 'RemoveBlock', at, ...command }, origin)
    return { position }
  }
  return { addBlock, removeBlock, blocksOf }
}
