import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aliveLocks, type AliveLocks } from '#services/leases/aliveLocks.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
let one: AliveLocks
beforeAll(async () => {
  database = await testDatabase()
  one = aliveLocks(database.databases.writer, database.masterKey)
})
afterAll(async () => {
  await one.close()
  await database.drop()
})

describe('locks that a process holds while it lives', () => {
  it('are asked for one after the other, because they share a connection', async () => {
    const warnings: string[] = []
    const listen = ({ message }: Error) => void warnings.push(message)
    process.on('warning', listen)
    const held = await Promise.all(['a', 'b', 'c', 'd'].map((name) => one.tryHold(name)))
    expect(held.every((giveBack) => giveBack !== null)).toBe(true)
    await Promise.all(held.map((giveBack) => giveBack!()))
    await setImmediate()
    process.off('warning', listen)
    expect(warnings).toEqual([])
  })

  it('are had by one process until it gives them back or ends', async () => {
    const other = aliveLocks(database.databases.writer, database.masterKey)
    const giveBack = await one.tryHold('a')
    expect(await other.tryHold('a')).toBeNull()
    await giveBack?.()
    expect(await other.tryHold('a')).not.toBeNull()
    expect(await one.tryHold('a')).toBeNull()
    await other.close()
    await expect.poll(async () => (await one.tryHold('a')) !== null).toBe(true)
  })
})
