import type { Position } from '#events/envelope.ts'
import { type TenantStream, tenantStream, type UserStream, userStream } from '#events/streams.ts'
import { streamStates } from '#services/commands/streamStates.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { moveOf, type Move, type MoveOf } from './moves.ts'

/** All moves of a tenant and of one of its users, in log order. A token of generation n knows the first n moves. */
export interface MoveHistory {
  tenant: readonly Move[]
  user: readonly Move[]
}
export type ReadMoves = (tenantId: string, userId: string) => Promise<MoveHistory>

/**
 * The moves in a user's stream, or in the tenant's stream when the id is empty. Raise `version` with every change of
 * `moveOf`.
 */
export const moveStreams: StreamType<UserStream | TenantStream, readonly MoveOf[]> = {
  kind: 'moves',
  version: 3,
  nameOf: (tenantId, userId) => (userId === '' ? tenantStream(tenantId) : userStream(tenantId, userId)),
  empty: [],
  fold(moves, events) {
    const more = events.map(moveOf).filter((move) => move !== null)
    return more.length === 0 ? moves : [...moves, ...more]
  },
  subjectOf: (_moves, userId) => userId,
}

const byPosition = (one: { position: Position }, other: { position: Position }) => one.position - other.position

/** Most people and tenants whose moves are remembered. */
const mostStreams = 5_000

/**
 * Reads moves from the deciding streams. Needed for tokens and sessions older than this process's memory, and while its
 * tail is not fresh.
 */
export const moveHistory = (store: Pick<EventStore, 'readStream' | 'snapshots'>): ReadMoves => {
  const states = streamStates({ store, type: moveStreams, capacity: mostStreams })
  return async (tenantId, userId) => {
    // The user's stream must be read first. A user's moves stand in two streams: endings in the user's, role changes in
    // the tenant's. The checker remembers only how many of them it has judged. If the tenant's stream were read first, a
    // role change could be missed while a later ending is counted, and it would be skipped for ever. In this order only
    // an ending can be missed, before a role change. The role change refuses the token, so the checker remembers no
    // number.
    const user = (await states.readOn(tenantId, userId)).state
    const tenant = (await states.readOn(tenantId, '')).state
    const rolesOfUser = tenant.filter((move) => move.userId === userId)
    return {
      tenant: tenant.filter((move) => move.userId === null),
      user: [...rolesOfUser, ...user].sort(byPosition),
    }
  }
}
