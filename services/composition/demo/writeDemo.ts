import { availableParallelism } from 'node:os'
import type { BuildContext } from '#services/context/contextBuilder.ts'
import type { LeftBehind } from '#services/demo/writeHistory.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { importHistory } from '#services/eventStore/postgres/importHistory.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import type { Logger } from '#services/logging/logger.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { hashTurns } from '#services/tenants/passwords/hashTurns.ts'
import { postgresSecrets } from '#services/tenants/secrets/postgresSecrets.ts'
import { postgresSetupLinks } from '#services/tenants/setup/setupLinks.ts'
import { demoHistory } from './demoHistory.ts'
import type { OpenData } from '../data/openData.ts'
import { openLog, writeInOrderTo } from '../data/openLog.ts'
import type { Report } from '../start/steps.ts'

export interface DemoParts {
  data: OpenData
  surroundings: Pick<Surroundings, 'ambient' | 'monotonicMs'>
  buildContext: BuildContext
  logger: Logger
  seed: number
  report: Report
}

const chunkEvents = 500

/** Stores the history: in PostgreSQL in one transaction, in KurrentDB event by event. */
const store = async ({ data, surroundings, report }: DemoParts, events: readonly StoredEvent[]): Promise<void> => {
  if (data.kurrentdbUrl === undefined) return void (await importHistory(data.databases.writer, events))
  const { log, close } = openLog(data, surroundings.monotonicMs)
  const write = writeInOrderTo(data, log)
  try {
    let position = 0
    for (let from = 0; from < events.length; from += chunkEvents) {
      position = await write(position, events.slice(from, from + chunkEvents))
      await report(Math.min(from + chunkEvents, events.length), events.length)
    }
  } finally {
    await close()
  }
}

/** Writes the demo's month into an empty log. */
export const writeDemo = async (parts: DemoParts): Promise<LeftBehind[]> => {
  const { data, surroundings, buildContext, logger, seed, report } = parts
  const { databases, masterKey } = data
  const { events, leftBehind } = await demoHistory({
    seed,
    report,
    until: surroundings.ambient.clock.now(),
    bytes: surroundings.ambient.random.bytes,
    keyStore: postgresKeyStore(databases.writer),
    wrappedKeys: postgresWrappedKeys(databases.writer),
    buildContext,
    masterKey,
    logger,
    hashing: hashTurns({ now: surroundings.monotonicMs, width: availableParallelism() }),
    secrets: postgresSecrets(databases.app),
    links: postgresSetupLinks(databases.app),
  })
  await store(parts, events)
  return leftBehind
}
