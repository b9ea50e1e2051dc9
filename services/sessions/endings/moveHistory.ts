import type { Position } from '#events/envelope.ts'
import { type TenantStream, tenantStream, type UserStream, userStream } from '#events/streams.ts'
import { streamStates } from '#services/commands/streamStates.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { moveOf, type Move, type MoveOf } from './moves.ts'

/** Every move of a tenant and of one of its users, in log order: number n (from 1) is at place n - 1. */
export interface MoveHistory {
  tenant: readonly Move[]
  user: readonly Move[]
}
export type ReadMoves = (tenantId: string, userId: string) => Promise<MoveHistory>

/** The moves of a user's stream, or with `id` empty of the tenant's. Raise `version` with every change of `moveOf`. */
export const moveStreams: StreamType<UserStream | TenantStream, readonly MoveOf[]> = {
  kind: 'moves',
  version: 1,
  nameOf: (tenantId, userId) => (userId === '' ? tenantStream(tenantId) : userStream(tenantId, userId)),
  empty: [],
  fold(moves, events) {
    const more = events.map(moveOf).filter((move) => move !== null)
    return more.length === 0 ? moves : [...moves, ...more]
  },
  subjectOf: (_moves, userId) => userId,
}

const byPosition = (one: { position: Position }, other: { position: Position }) => one.position - other.position

/** People and tenants whose moves are remembered. */
const mostStreams = 5_000

/** Reads moves from the deciding streams: for tokens and sessions older than this process's memory, and while its tail is not fresh. */
export const moveHistory = (store: Pick<EventStore, 'readStream' | 'snapshots'>): ReadMoves => {
  const states = streamStates({ store, type: moveStreams, capacity: mostStreams })
  return async (tenantId, userId) => {
    // The user's stream first. Role changes stand in the tenant's, and of both together only the number judged is kept: read
    // the other way round, one could be missed before an ending that is counted, and be passed over for ever. So read, only
    // an ending can be missed, before a role change; and that refuses the token, so that nothing is kept.
    const user = (await states.readOn(tenantId, userId)).state
    const tenant = (await states.readOn(tenantId, '')).state
    const rolesOfUser = tenant.filter((move) => move.userId === userId)
    return {
      tenant: tenant.filter((move) => move.userId === null),
      user: [...rolesOfUser, ...user].sort(byPosition),
    }
  }
}
