import { type Block, filterOfBlock } from '#events/tenant/blocks.ts'
import type { Directory } from './identity.ts'

/** A block as routes answer it, with the name of who decided on it. */
export const showBlock = async ({ person }: Pick<Directory, 'person'>, tenantId: string, block: Block) => {
  const { blockId, kind, value, until, since, by, reason, ticket } = block
  const name = by.kind === 'admin' || by.kind === 'user' ? ((await person(tenantId, by.id))?.name ?? null) : null
  return { id: blockId, kind, value, filter: filterOfBlock(block), until, since, by: { ...by, name }, reason, ticket }
}
