import { describe, expect, it } from 'vitest'
import type { Queryable } from '#services/postgres/queryable.ts'
import { checkServerRequirements } from '#services/postgres/serverRequirements.ts'

const good = {
  server_version_num: '150000',
  server_version: '15.0',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
}

const serverWith = (changes: Partial<typeof good>): Queryable => {
  const rows = Object.entries({ ...good, ...changes }).map(([name, setting]) => ({ name, setting }))
  return { query: async <Row>() => ({ rows: rows as Row[], rowCount: rows.length }) }
}

describe('the check of a server before anything is stored on it', () => {
  it('passes the oldest server allowed with everything on', async () => {
    await expect(checkServerRequirements(serverWith({}))).resolves.toBeUndefined()
  })

  it.each(['fsync', 'synchronous_commit', 'full_page_writes'] as const)('refuses %s off, by name', async (setting) => {
    await expect(checkServerRequirements(serverWith({ [setting]: 'off' }))).rejects.toThrow(`${setting} is off`)
  })

  it('refuses an older server, by its version', async () => {
    const old = serverWith({ server_version_num: '140012', server_version: '14.12' })
    await expect(checkServerRequirements(old)).rejects.toThrow('PostgreSQL 14.12 is too old')
  })
})
