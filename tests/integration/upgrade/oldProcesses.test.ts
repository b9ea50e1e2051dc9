import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { type LaidRelease, layRelease } from '../../support/releases/openRelease.ts'
import { readRelease } from '../../support/releases/releaseFile.ts'

let laid: LaidRelease
beforeAll(async () => {
  laid = await layRelease(readRelease(join(import.meta.dirname, '../../fixtures/releases/0.1.0.json.gz')))
})
afterAll(() => laid?.drop())

const connectedAs = (applicationName: string) =>
  createPool({ endpoint: endpointOf(laid.ownerUrl), size: 1, applicationName })

it('a migration beside which running processes cannot go on is refused until every one of them is stopped', async () => {
  const old = connectedAs('rollcall append')
  const stateOf = async (): Promise<unknown> =>
    (await old.query(`select max(number) as newest, to_regclass('revocations') is not null as kept from migrations`))
      .rows[0]
  const before = await stateOf()
  expect(before).toEqual({ newest: 50, kept: true })
  await expect(laid.reopen()).rejects.toThrow(
    /earlier release of Rollcall are running .* beside 0071_no_view_of_revocations\.sql. Stop every one of them/,
  )
  expect(await stateOf()).toEqual(before)
  await old.end()

  const command = connectedAs('rollcall owner')
  await command.query('select 1')
  const databases = await laid.reopen()
  await command.end()
  // With nothing left to migrate, processes of this release begin beside each other.
  const beside = connectedAs('rollcall append')
  await beside.query('select 1')
  await (await laid.reopen()).close()
  await beside.end()
  await databases.close()
})
