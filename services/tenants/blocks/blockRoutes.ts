import { z } from 'zod'
import { blocksShape, liftBlockBody } from '#events/wire/blocks.ts'
import { idInput } from '#events/wire/idInput.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { BlocksOf, RemoveBlock } from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import { showBlock } from '#services/ports/showBlock.ts'
import { administration } from '#services/tenants/administration.ts'

export interface BlockListNeeds {
  directory: Pick<Directory, 'person'>
  commands: { blocksOf: BlocksOf; removeBlock: RemoveBlock }
}

const tag = 'Containment'

const list = ({ directory, commands }: BlockListNeeds): Route =>
  defineRoute({
    id: 'listBlocks',
    method: 'get',
    path: '/v1/blocks',
    tag,
    summary: 'The blocks in force, the last first',
    access: 'watch',
    limit: 'read',
    answers: { 200: { description: 'All of them', schema: blocksShape } },
    errors: [],
    async handle({ caller: { tenantId } }) {
      const blocks = await commands.blocksOf(tenantId)
      const items = await Promise.all(blocks.toReversed().map((block) => showBlock(directory, tenantId, block)))
      return { status: 200, body: { items } }
    },
  })

const lift = ({ commands }: BlockListNeeds): Route =>
  defineRoute({
    id: 'liftBlock',
    method: 'delete',
    path: '/v1/blocks/{blockId}',
    tag,
    summary: 'Lift a block before its time; brings no ended session back',
    access: 'contain',
    limit: 'command',
    decidedByTime: true,
    params: z.strictObject({ blockId: idInput }),
    body: liftBlockBody,
    answers: { 204: { description: 'Lifted' } },
    errors: ['not-found', 'busy', 'store-unavailable'],
    async handle(request) {
      const { tenantId } = request.caller
      const command = { tenantId, blockId: request.params.blockId, ...request.body }
      const { position } = await commands.removeBlock(command, administration(request))
      return { status: 204, position }
    },
  })

/** Blocking is an operation; what is in force, and lifting it, is the tenant's. */
export const blockListRoutes = (needs: BlockListNeeds): Route[] => [list(needs), lift(needs)]
