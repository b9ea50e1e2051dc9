import type { ErasureOutlet } from './erasureTeller.ts'
import type { Outlet } from './frameSender.ts'
import { sendOwnSessions } from './ownSessions.ts'
import { tenantRoom } from '../connections/rooms.ts'
import type { Sockets } from '../connections/sockets.ts'

/** Sends frames and beats to sockets. The sessions in a frame also go to the people they belong to. */
export const outletTo = ({ live, me }: Sockets): Outlet & ErasureOutlet => ({
  frame(tenantId, frame) {
    live.to(tenantRoom(tenantId)).emit('frame', frame)
    sendOwnSessions(me, tenantId, frame.sessions)
  },
  beat: (tenantId, beat) => void live.to(tenantRoom(tenantId)).emit('beat', beat),
  erased: (tenantId, erased) => void live.to(tenantRoom(tenantId)).emit('erased', erased),
  isWatched: (tenantId) => live.adapter.rooms.has(tenantRoom(tenantId)),
})
