import { lookAtTenants, type Remembered, sharedChores } from '../health/chores.ts'
import { keepHouse } from '../health/keepHouse.ts'
import { retiring } from '../health/retiring.ts'
import { whileClockAgrees } from '../health/whileClockAgrees.ts'
import type { Running } from './running.ts'
import type { Knowing } from './serving.ts'

/** What one process at a time does for all, until the signal aborts. */
export const sweep = (running: Running, knowing: Knowing, remembered: Remembered): Promise<void> => {
  const { parts, core, one, signal, skewMs } = running
  const { logger } = parts
  return whileClockAgrees({ what: 'sweeper', skewMs, logger, signal }, (agreeing) =>
    one.run('sweeper', agreeing, async (leading) => {
      const chores = [
        ...sharedChores(parts, core),
        lookAtTenants(parts, core, knowing, remembered),
        retiring(parts, core, knowing, remembered, leading),
      ]
      await Promise.all([knowing.sessions.settleEndings(leading), keepHouse(chores, leading, logger)])
      remembered.tenants = null
      remembered.retiredAt = null
    }),
  )
}
