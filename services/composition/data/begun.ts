import { demoSignIns } from '#services/demo/signIns.ts'
import { silentLogger } from '#services/logging/logger.ts'
import type { Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { OpenData } from './openData.ts'
import { openLog } from './openLog.ts'
import { openTenants } from '../process/openTenants.ts'

/** What the log of an open database began with: nothing yet, the demo's history, or a real installation. */
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

const placeOf = ({ DATABASE_URL, KURRENTDB_URL, ROLLCALL_DATA }: Settings): string => {
  if (KURRENTDB_URL !== undefined) return 'The log in KurrentDB'
  return DATABASE_URL === undefined ? ROLLCALL_DATA : 'The database'
}

/** @throws Error where a log that began as a demo is to be used as a real one: everybody knows the passwords of its people. */
export const mayRunDemo = (
  begun: Begun,
  { demo, surroundings, settings }: { demo: boolean; surroundings: Pick<Surroundings, 'say'>; settings: Settings },
): boolean => {
  const where = placeOf(settings)
  if (!demo && begun === 'demo')
    throw new Error(
      `${where} holds the demo, whose passwords everybody knows. ` +
        'Start on an empty one: set ROLLCALL_DATA to another folder, or DATABASE_URL, and KURRENTDB_URL if set, to others.',
    )
  if (demo && begun === 'real') surroundings.say('Real tenants are here, so no demo runs beside them.')
  return demo && begun !== 'real'
}
