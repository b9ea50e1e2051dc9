import { hostname } from 'node:os'
import { sleep } from '#services/ambient/sleep.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { CompositionParts } from '../process/compositionParts.ts'
import { everyRole } from '../process/processRoles.ts'
import type { Remembered } from './chores.ts'
import type { Chore } from './keepHouse.ts'
import { missingIn } from './readiness.ts'
import { sayEveryMs, sayGoodbye, sayHowItIs } from './runningProcesses.ts'

/** A database that does not answer must not keep a process from stopping. */
const leaveWithinMs = 1_000

/** Tells everybody on this database that this process runs, and how it is. */
export const processSelf = (
  { surroundings, data, version, roles = everyRole, logger }: CompositionParts,
  { remembered, readiness }: { remembered: Pick<Remembered, 'skewMs'>; readiness: () => Readiness },
): { chore: Chore; leave: () => Promise<void> } => {
  const { writer } = data.databases
  const self = { id: surroundings.ambient.random.id(), host: hostname(), pid: process.pid, version, roles: [...roles] }
  return {
    chore: {
      what: 'say how this process is',
      everyMs: sayEveryMs,
      run: () => sayHowItIs(writer, { ...self, skewMs: remembered.skewMs, missing: missingIn(readiness()) }),
    },
    async leave() {
      const leaving = sayGoodbye(writer, self.id).catch((error: unknown) =>
        logger.warn('This process is shown as running for some seconds more', { error }),
      )
      await Promise.race([leaving, sleep(leaveWithinMs)])
    },
  }
}
