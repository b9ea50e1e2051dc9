import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { Rollcall } from '../process/composeRollcall.ts'
import { closeServer } from './listen.ts'
import { facesPeople, type ProcessRoles } from '../process/processRoles.ts'

export interface Leaving {
  settings: Settings
  surroundings: Pick<Surroundings, 'say'>
  roles: ProcessRoles
  rollcall: Rollcall
  server: Server
}

/** Sockets are spread over this time when they are sent elsewhere. */
const awayWithinMs = 2_000
/** Requests under way may take this long to end. */
const finishWithinMs = 10_000

/**
 * Whoever sends requests here is told to look elsewhere, and given the time to; then nothing new is taken, sockets are sent
 * elsewhere, and what is under way is finished.
 */
export const leave = async ({ settings, surroundings, roles, rollcall, server }: Leaving): Promise<void> => {
  rollcall.leave()
  if (!facesPeople(roles)) return
  surroundings.say(`Not ready any more; answering for ${settings.DRAIN_SECONDS} s longer`)
  await pause(settings.DRAIN_SECONDS * 1_000)
  const closed = closeServer(server, finishWithinMs)
  await rollcall.sendAway(awayWithinMs)
  await closed
}
