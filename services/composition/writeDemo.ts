import { availableParallelism } from 'node:os'
import type { BuildContext } from '#services/context/contextBuilder.ts'
import type { LeftBehind } from '#services/demo/writeHistory.ts'
import { importHistory } from '#services/eventStore/postgres/importHistory.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import type { Logger } from '#services/logging/logger.ts'
import { postgresKeyStore } from '#services/sessions/postgresKeyStore.ts'
import type { Surroundings } from '#services/surroundings.ts'
import { postgresSecrets } from '#services/tenants/postgresSecrets.ts'
import { postgresSetupLinks } from '#services/tenants/setupLinks.ts'
import { demoHistory } from './demoHistory.ts'
import type { OpenData } from './openData.ts'
import { openLog } from './openLog.ts'

export interface DemoParts {
  data: OpenData
  surroundings: Pick<Surroundings, 'ambient' | 'monotonicMs'>
  buildContext: BuildContext
  logger: Logger
  seed: number
}

/** Writes the demo's month into an empty log, once; answers how many events, or null where the log has events already. */
export const writeDemo = async (parts: DemoParts): Promise<{ events: number; leftBehind: LeftBehind[] } | null> => {
  const { data, surroundings, buildContext, logger, seed } = parts
  const { databases, masterKey } = data
  const { log, close } = openLog(data, surroundings.monotonicMs)
  try {
    if ((await log.head()) > 0) return null
    const { events, leftBehind } = await demoHistory({
      seed,
      until: surroundings.ambient.clock.now(),
      bytes: surroundings.ambient.random.bytes,
      keyStore: postgresKeyStore(databases.writer),
      wrappedKeys: postgresWrappedKeys(databases.writer),
      buildContext,
      masterKey,
      logger,
      hashWidth: availableParallelism(),
      secrets: postgresSecrets(databases.app),
      links: postgresSetupLinks(databases.app),
    })
    await importHistory(databases.writer, events)
    return { events: events.length, leftBehind }
  } finally {
    await close()
  }
}
