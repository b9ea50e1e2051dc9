import type { Socket as Wire } from 'node:net'
import { wireOf } from '../connections/backlog.ts'
import { closeForGood } from '../connections/closeForGood.ts'
import { endedOf } from './endedOf.ts'
import type { NeutralMessages } from './neutralMessages.ts'
import type { SocketCut } from './socketCut.ts'
import type { AnySocket, LiveNamespace, MeNamespace, Sockets } from '../connections/sockets.ts'

const membersOf = (namespace: LiveNamespace | MeNamespace, { room, except }: SocketCut): AnySocket[] => {
  const { rooms } = namespace.adapter
  const ids = [...(rooms.get(room) ?? [])]
  if (ids.length === 0) return []
  const spared = new Set(except.flatMap((name) => [...(rooms.get(name) ?? [])]))
  return ids.filter((id) => !spared.has(id)).flatMap((id) => namespace.sockets.get(id) ?? [])
}

/** The connections that were closed, by session. */
export type Closing = ReadonlyMap<string, ReadonlySet<Wire>>
const noneClosing: Closing = new Map()

const bySession = (sockets: readonly AnySocket[]): Closing => {
  const closing = new Map<string, Set<Wire>>()
  for (const { data, conn } of sockets) {
    const { sessionId } = data.caller
    closing.set(sessionId, (closing.get(sessionId) ?? new Set()).add(wireOf(conn)))
  }
  return closing
}

/**
 * Carries out a cut on both namespaces without waiting in between, so that no socket joins meanwhile. All messages go out before
 * anything closes, because both namespaces may share a connection.
 */
export const endSockets = ({ live, me }: Sockets, neutral: NeutralMessages, cut: SocketCut): Closing => {
  const sockets = [...membersOf(live, cut), ...membersOf(me, cut)]
  if (sockets.length === 0) return noneClosing
  const closing = bySession(sockets)
  if (cut.ended !== null) {
    const ended = endedOf(cut.tenantId, cut.ended, neutral)
    live.in(cut.room).except(cut.except).emit('ended', ended)
    me.in(cut.room).except(cut.except).emit('ended', ended)
  }
  live.in(cut.room).except(cut.except).disconnectSockets(true)
  me.in(cut.room).except(cut.except).disconnectSockets(true)
  for (const wires of closing.values()) wires.forEach(closeForGood)
  return closing
}
