import { addedBlockShape, blockBody, blockPreviewShape, previewBlockBody } from '#events/wire/blocks.ts'
import { showBlock } from '#services/ports/showBlock.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { blockWay, type BlockWayNeeds, previewBlock } from './blockWay.ts'

export interface BlockRouteNeeds extends BlockWayNeeds {
  positions: WirePositions
}

const tag = 'Containment'
const access = 'contain'

const preview = (needs: BlockRouteNeeds) =>
  defineRoute({
    id: 'previewBlock',
    method: 'post',
    path: '/v1/blocks/preview',
    tag,
    summary: 'Which live sessions a block would end now, and whether it would catch the caller',
    access,
    limit: 'ending',
    turn: 'endings',
    body: previewBlockBody,
    answers: { 200: { description: 'How many, and the first few', schema: blockPreviewShape } },
    errors: ['invalid-request'],
    async handle(request) {
      const { position, ...body } = await previewBlock(needs)(request, request.body)
      return {
        status: 200,
        body: { ...body, position: needs.positions.seal(request.caller.tenantId, position) },
        position,
      }
    },
  })

const add = (needs: BlockRouteNeeds) =>
  defineRoute({
    id: 'addBlock',
    method: 'post',
    path: '/v1/blocks',
    tag,
    summary: 'Refuse sign-ins from an address, network, country, device or application for hours, and end its sessions',
    access,
    limit: 'ending',
    reauthenticate: 'in-part',
    turn: 'endings',
    idempotent: true,
    decidedByTime: true,
    body: blockBody,
    answers: { 200: { description: 'Blocked; results follow under the operation', schema: addedBlockShape } },
    errors: ['invalid-request', 'locks-you-out', 'wrong-state', 'idempotency-mismatch', 'busy'],
    async handle(request) {
      const { tenantId } = request.caller
      const { position, block, ...started } = await blockWay(needs)(request, request.body)
      const body = {
        ...started,
        block: await showBlock(needs.directory, tenantId, block),
        position: needs.positions.seal(tenantId, position),
      }
      return { status: 200, body, position }
    },
  })

export const blockRoutes = (needs: BlockRouteNeeds): Route[] => [preview(needs), add(needs)]
