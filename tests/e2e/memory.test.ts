import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { peakMemoryOf } from '../support/peakMemory.ts'
import { temporaryFolder } from '../support/runningRollcall.ts'
import { viewTraffic } from '../support/viewTraffic.ts'
import { writeTraffic } from '../support/writeTraffic.ts'

const main = resolve(import.meta.dirname, '../../services/main.ts')
const most = 300
const [short, long] = [10_000, 30_000]

/** Memory that a command may take beyond what it took for a third of the log: the collector's own moods. */
const moods = 30

describe.runIf(process.platform === 'linux')('the memory of commands that read the whole log', () => {
  const masterKey = Buffer.alloc(32, 7)
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  const databases: TestDatabase[] = []
  const made = async (): Promise<TestDatabase> => {
    const database = await testDatabase({}, masterKey)
    databases.push(database)
    return database
  }
  const run = async (database: TestDatabase, ...args: string[]): Promise<number> => {
    const environment = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: database.ownerUrl,
      ROLLCALL_MASTER_KEY: masterKey.toString('base64'),
      ROLLCALL_DATA: place.folder,
      ROLLCALL_BACKUP_PASSPHRASE: 'four ferries in the fog',
    }
    const { code, said, megabytes } = await peakMemoryOf([process.execPath, main, ...args], environment)
    expect([args[0], code, said]).toEqual([args[0], 0, expect.any(String)])
    return megabytes
  }
  /** Appends the traffic's events from one number to another: as many people and live sessions at any length. */
  const fill = async ({ databases }: TestDatabase, from: number, to: number): Promise<void> => {
    const log = postgresEventLog({ databases, now: () => performance.now() })
    const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
    await writeTraffic(
      log,
      codec,
      viewTraffic({ seed: 3, events: long })
        .drop(from)
        .take(to - from),
    )
    await log.close()
  }
  const peaksOf = async (database: TestDatabase, length: number): Promise<Record<string, number>> => {
    const rebuild = await run(database, 'rebuild')
    const check = await run(database, 'check')
    const file = join(place.folder, `${length}.backup`)
    const backup = await run(database, 'backup', file)
    const restore = await run(await made(), 'restore', file)
    return { rebuild, check, backup, restore }
  }

  beforeAll(async () => {
    place = await temporaryFolder()
  })
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.drop()))
    await place.remove()
  })

  it('does not grow with the log, and stays below 300 MB', async () => {
    const database = await made()
    await fill(database, 0, short)
    const small = await peaksOf(database, short)
    await fill(database, short, long)
    const large = await peaksOf(database, long)
    for (const [command, megabytes] of Object.entries(large)) {
      expect([command, megabytes < most, Math.round(megabytes)]).toEqual([command, true, Math.round(megabytes)])
      const grown = megabytes - small[command]!
      expect([command, grown < moods, Math.round(grown)]).toEqual([command, true, Math.round(grown)])
    }
  }, 300_000)
})
