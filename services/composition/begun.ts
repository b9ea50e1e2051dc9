import { demoSignIns } from '#services/demo/signIns.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { OpenData } from './openData.ts'
import { openLog } from './openLog.ts'
import { openTenants } from './openTenants.ts'
import type { Surroundings } from '#services/surroundings.ts'

/** What the log of an open database was begun with. */
export type Begun = 'empty' | 'demo' | 'real'

export const howBegun = async (
  data: OpenData,
  { ambient, monotonicMs }: Pick<Surroundings, 'ambient' | 'monotonicMs'>,
): Promise<Begun> => {
  const { log, store, close } = openLog(data, monotonicMs)
  try {
    if ((await log.head()) === 0) return 'empty'
    const { directory } = openTenants(data, { store, ambient, logger: silentLogger, isCurrent: () => false })
    const tenant = await directory.tenantBySlug(demoSignIns[0]!.tenant)
    return tenant?.simulated === true ? 'demo' : 'real'
  } finally {
    await close()
  }
}
