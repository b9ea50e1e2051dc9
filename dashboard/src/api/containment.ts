import type { z } from 'zod'
import type { BlockKind } from '#events/tenant/blocks.ts'
import { addedBlockShape, blockPreviewShape, blockShape, blocksShape } from '#events/wire/blocks.ts'
import { heldUserShape, holdingShape } from '#events/wire/holds.ts'
import { pageOf } from '#events/wire/page.ts'
import { personShape } from '#events/wire/people.ts'
import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'
import type { Person } from './people.ts'

export type Block = z.infer<typeof blockShape>
export type BlockPreview = z.infer<typeof blockPreviewShape>
export type Holding = z.infer<typeof holdingShape>
export interface Blocked {
  kind: BlockKind
  value: string
}
interface Why {
  reason: string
  message?: string
}

const people = pageOf(personShape)

/** Holding people, blocking ways in, and what of it is in force. */
export const containmentCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    held: async (signal?: AbortSignal): Promise<Page<Person>> =>
      (await api.get('/v1/people', { query: { filter: 'held:true', sort: 'user', limit: 200 }, signal }, people)).body,
    holding: async (userId: string): Promise<Holding> =>
      (await api.get('/v1/users/{userId}/hold', { params: { userId } }, holdingShape)).body,
    hold: async (userId: string, body: Why & { hours: number }, idempotencyKey: string) =>
      (await api.post('/v1/users/{userId}/hold', { params: { userId }, body, idempotencyKey }, heldUserShape)).body,
    release: (userId: string, reason: string): Promise<{ position: string | null }> =>
      api.delete('/v1/users/{userId}/hold', { params: { userId }, body: { reason } }, nothing),
    blocks: async (): Promise<Block[]> => (await api.get('/v1/blocks', {}, blocksShape)).body.items,
    previewBlock: async (body: Blocked): Promise<BlockPreview> =>
      (await api.post('/v1/blocks/preview', { body }, blockPreviewShape)).body,
    block: async (body: Blocked & Why & { hours: number; includingMine?: boolean }, idempotencyKey: string) =>
      (await api.post('/v1/blocks', { body, idempotencyKey }, addedBlockShape)).body,
    liftBlock: (blockId: string, reason: string): Promise<{ position: string | null }> =>
      api.delete('/v1/blocks/{blockId}', { params: { blockId }, body: { reason } }, nothing),
  }
}
