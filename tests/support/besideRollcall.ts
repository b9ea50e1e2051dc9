import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { composeRollcall, type Rollcall } from '#services/composition/process/composeRollcall.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { readSettings } from '#services/settings/settings.ts'
import { realAmbient } from './realAmbient.ts'
import type { TestRollcall } from './rollcall.ts'

export interface BesideRollcall {
  url: string
  rollcall: Rollcall
  stop: () => Promise<void>
}

/** Another process's worth of Rollcall over the same database: nothing shared but what is stored. */
export const besideRollcall = async (
  {
    database,
    url: publicUrl,
    ...one
  }: Pick<TestRollcall, 'database' | 'url'> & Partial<Pick<TestRollcall, 'kurrentdbUrl' | 'environment'>>,
  kurrentdbUrl = one.kurrentdbUrl,
  ambient = realAmbient,
): Promise<BesideRollcall> => {
  const databases = await database.reopen()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const rollcall = await composeRollcall({
    settings: readSettings({ PLACE_DETAIL: 'off', ...one.environment }),
    surroundings: { ambient, monotonicMs: () => performance.now() },
    data: { databases, masterKey: database.masterKey, ...(kurrentdbUrl === undefined ? {} : { kurrentdbUrl }) },
    server,
    // All processes are one Rollcall under one address.
    url: publicUrl,
    logger: silentLogger,
    buildContext: contextBuilder({ places: null, operators: null }, 'off'),
    simulatedKey: null,
    dashboardFolder: null,
    version: 'test',
    onFatal: (error) => {
      throw error
    },
  })
  return {
    url,
    rollcall,
    async stop() {
      await rollcall.stop()
      server.close()
      server.closeAllConnections()
      await databases.close()
    },
  }
}
