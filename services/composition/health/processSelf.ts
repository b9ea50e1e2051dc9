import { hostname } from 'node:os'
import { sleep } from '#services/ambient/sleep.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { CompositionParts } from '../process/compositionParts.ts'
import { everyRole } from '../process/processRoles.ts'
import type { Remembered } from './chores.ts'
import type { Chore } from './keepHouse.ts'
import { type ConnectionsByTenant, sayConnections } from './openConnections.ts'
import { missingIn } from './readiness.ts'
import { sayEveryMs, sayGoodbye, sayHowItIs } from './runningProcesses.ts'

/** A database that does not answer must not keep a process from stopping. */
const leaveWithinMs = 1_000

interface ProcessStanding {
  remembered: Pick<Remembered, 'skewMs'>
  readiness: () => Readiness
  /** Open connections of people in this process. */
  connections: () => ConnectionsByTenant
}

/** How often a process says who is connected to it. */
const countEveryMs = 2_000

/** What did not change is said again after so long: another process may have taken this one for gone. */
const sayAgainMs = 30_000

const sayingConnections = (
  say: (connections: ConnectionsByTenant) => Promise<void>,
  connections: () => ConnectionsByTenant,
  now: () => number,
) => {
  let said = '[]'
  let saidAt = now()
  return async (): Promise<void> => {
    const counted = connections()
    const text = JSON.stringify([...counted])
    if (text === said && (text === '[]' || now() - saidAt < sayAgainMs)) return
    await say(counted)
    said = text
    saidAt = now()
  }
}

/** Tells everybody on this database that this process runs, and how it is. */
export const processSelf = (
  { surroundings, data, version, roles = everyRole, logger }: CompositionParts,
  { remembered, readiness, connections }: ProcessStanding,
): { chores: Chore[]; leave: () => Promise<void> } => {
  const { writer } = data.databases
  const self = { id: surroundings.ambient.random.id(), host: hostname(), pid: process.pid, version, roles: [...roles] }
  return {
    chores: [
      {
        what: 'say how this process is',
        everyMs: sayEveryMs,
        run: () => sayHowItIs(writer, { ...self, skewMs: remembered.skewMs, missing: missingIn(readiness()) }),
      },
      {
        what: 'say who is connected',
        everyMs: countEveryMs,
        run: sayingConnections((now) => sayConnections(writer, self.id, now), connections, surroundings.monotonicMs),
      },
    ],
    async leave() {
      const leaving = sayGoodbye(writer, self.id).catch((error: unknown) =>
        logger.warn('This process is shown as running for some seconds more', { error }),
      )
      await Promise.race([leaving, sleep(leaveWithinMs)])
    },
  }
}
