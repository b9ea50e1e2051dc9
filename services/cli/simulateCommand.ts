import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { z } from 'zod'
import { demoDoorFile, type DemoDoor } from '#services/composition/start/announce.ts'
import { dataFolder } from '#services/composition/data/dataFolder.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { openGeoFiles } from '#services/context/geoFiles.ts'
import { simulate } from '#services/demo/simulate.ts'
import { createLogger } from '#services/logging/createLogger.ts'
import { readSettings, type Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

const doorSchema = z.object({ url: z.url(), certificate: z.string().nullable(), simulatedKey: z.string() })

/** How to reach the demo that runs from this data folder. @throws Error when none runs */
const runningDemo = async (settings: Settings): Promise<DemoDoor> => {
  const { path } = dataFolder(settings.ROLLCALL_DATA)
  try {
    return doorSchema.parse(JSON.parse(await readFile(join(path, demoDoorFile), 'utf8')))
  } catch (error) {
    throw new Error('No demo is running here. Start it in another terminal with "npm start".', { cause: error })
  }
}

const actionsPerSecond = (text: string): number => {
  const rate = Number(text)
  if (!(rate > 0 && rate <= 100)) throw new InvalidArgumentError('takes a number of actions a second, up to 100')
  return rate
}

const run = async (surroundings: Surroundings, rate: number): Promise<void> => {
  const { ambient, environment, say, complain, onStop } = surroundings
  const settings = readSettings(environment)
  const demo = await runningDemo(settings)
  const { GEO_FILE: geoFile, ASN_FILE: asnFile, PLACE_DETAIL: placeDetail, DEMO_SEED: seed } = settings
  const buildContext = contextBuilder(await openGeoFiles({ geoFile, asnFile, placeDetail }, say), placeDetail)
  const ending = new AbortController()
  onStop(() => ending.abort())
  say(`${rate} more actions a second against ${demo.url}. Ctrl-C stops them.`)
  const output = { write: (line: string) => complain(line.trimEnd()) }
  await simulate({
    ...demo,
    seed,
    rate,
    ambient,
    signal: ending.signal,
    locate: (ip) => buildContext({ ip, userAgent: null, clientId: null }).place,
    logger: createLogger({ level: settings.LOG_LEVEL, format: 'readable', clock: ambient.clock, output }),
  })
}

/** `rollcall simulate`: makes more demo traffic from a process of its own; `start` already makes the usual traffic. */
export const addSimulateCommand = (program: Command, surroundings: Surroundings): void => {
  program
    .command('simulate')
    .description('Add traffic to a running demo, through its public API')
    .option('--rate <actions>', 'actions a second, up to 100', actionsPerSecond, 5)
    .action(({ rate }: { rate: number }) => run(surroundings, rate))
}
