import QuickLRU from 'quick-lru'
import type { Position } from '#events/envelope.ts'
import { tenantStream, userStream } from '#events/streams.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { moveOf, type Move, type MoveOf } from './moves.ts'

/** Every move of a tenant and of one of its users, in log order: number n (from 1) is at place n - 1. */
export interface MoveHistory {
  tenant: readonly Move[]
  user: readonly Move[]
}
export type ReadMoves = (tenantId: string, userId: string) => Promise<MoveHistory>

interface ReadStream {
  revision: number
  moves: readonly MoveOf[]
}

const byPosition = (one: { position: Position }, other: { position: Position }) => one.position - other.position

const readOn = async (
  store: Pick<EventStore, 'readStream'>,
  remembered: QuickLRU<string, ReadStream>,
  stream: string,
): Promise<ReadStream> => {
  const known = remembered.get(stream) ?? { revision: -1, moves: [] }
  const events = await store.readStream(stream, known.revision + 1)
  const moves = [...known.moves, ...events.map(moveOf).filter((move) => move !== null)]
  const read = { revision: events.at(-1)?.revision ?? known.revision, moves }
  remembered.set(stream, read)
  return read
}

/** Reads moves from the deciding streams: for tokens and sessions older than this process's memory, and while its tail is not fresh. */
export const moveHistory = (store: Pick<EventStore, 'readStream'>): ReadMoves => {
  const remembered = new QuickLRU<string, ReadStream>({ maxSize: 5_000 })
  return async (tenantId, userId) => {
    // The user's stream first. Role changes stand in the tenant's, and of both together only the number judged is kept: read
    // the other way round, one could be missed before an ending that is counted, and be passed over for ever. So read, only
    // an ending can be missed, before a role change; and that refuses the token, so that nothing is kept.
    const user = await readOn(store, remembered, userStream(tenantId, userId))
    const tenant = await readOn(store, remembered, tenantStream(tenantId))
    const rolesOfUser = tenant.moves.filter((move) => move.userId === userId)
    return {
      tenant: tenant.moves.filter((move) => move.userId === null),
      user: [...rolesOfUser, ...user.moves].sort(byPosition),
    }
  }
}
