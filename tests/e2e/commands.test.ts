import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { processesAt } from '../support/processes.ts'
import {
  endAllRollcalls,
  runRollcall,
  spawnRollcall,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'

describe('commands', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let data: string
  beforeAll(async () => {
    place = await temporaryFolder('rollcall commands ')
    data = join(place.folder, 'rollcall')
    const rollcall = await startRollcallProcess({ data, args: ['--no-demo'] })
    const { code, output } = await runRollcall(['setup-link'], { data, environment: { PORT: '4999' } })
    expect([code, output.trim().split('#')[0]]).toEqual([0, `${rollcall.url}/setup`])
    await rollcall.end()
    await rollcall.gone()
  })
  afterAll(async () => {
    await endAllRollcalls()
    await place.remove()
  })

  const quiet = () =>
    eventually(() => {
      const left = processesAt(data)
      if (left.length > 0) throw new Error(`Still running: ${left.join('\n')}`)
    }, 20_000)

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that are stopped by %s leave nothing running',
    async (signal) => {
      const command = spawnRollcall({ data, command: 'check' })
      await eventually(() => access(join(data, 'postgres', 'postmaster.pid')), 20_000)
      expect(await command.end(signal)).not.toBe(0)
      await quiet()
    },
    60_000,
  )

  it('make no Rollcall of a folder that holds none', async () => {
    const nowhere = join(place.folder, 'mistyped')
    for (const args of [['check'], ['rebuild'], ['backup', join(place.folder, 'no.backup')], ['setup-link']]) {
      const environment = { ROLLCALL_BACKUP_PASSPHRASE: 'four ferries in the fog' }
      const { code, errors } = await runRollcall(args, { data: nowhere, environment })
      expect([args[0], code, errors]).toEqual([args[0], 1, expect.stringContaining('There is no Rollcall in')])
    }
    await expect(access(nowhere)).rejects.toThrow('ENOENT')
  })
})
