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

/** Clients spread their new connections over this time when they are sent to another process. */
const awayWithinMs = 2_000
/** Requests under way may take this long to end. */
const finishWithinMs = 10_000

/**
 * Makes `/readyz` fail and gives load balancers `DRAIN_SECONDS` to send requests elsewhere. Then takes no new connection, sends
 * sockets to other processes and finishes the requests under way.
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
