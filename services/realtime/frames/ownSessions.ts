import { ownRow } from '#events/live/ownRow.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { sessionRoom, userRoom } from '../connections/rooms.ts'
import type { MeNamespace } from '../connections/sockets.ts'

/** A changed session as its own person is told of it; `sessionId`: the one they listen with. */
export const ownMessage = (row: SessionRow, sessionId: string): SessionRow & { isCurrent: boolean } => ({
  ...ownRow(row),
  isCurrent: row.id === sessionId,
})

/** Sends changed sessions to the people they belong to, where one of their pages listens. */
export const sendOwnSessions = (me: MeNamespace, tenantId: string, rows: readonly SessionRow[]): void => {
  for (const row of rows) {
    const everywhere = userRoom(tenantId, row.userId)
    if (!me.adapter.rooms.has(everywhere)) continue
    const itself = sessionRoom(tenantId, row.id)
    me.to(everywhere)
      .except(itself)
      .emit('session', { ...ownRow(row), isCurrent: false })
    me.to(itself).emit('session', { ...ownRow(row), isCurrent: true })
  }
}
