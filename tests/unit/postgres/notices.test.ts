import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Logger, silentLogger } from '#services/logging/logger.ts'
import { notices } from '#services/postgres/notices.ts'
import { createPool } from '#services/postgres/pool.ts'

/** A database that says nothing until it is let go, and counts what it was asked. */
const slowDatabase = () => {
  // Nobody listens there: what is sent is looked at, not what comes.
  const pool = createPool({
    endpoint: { host: '127.0.0.1', port: 1, database: 'none', user: 'nobody', password: '', tls: null },
    size: 1,
    applicationName: 'test',
  })
  let letGo: (error?: Error) => void = () => undefined
  const held = new Promise<void>((resolve, reject) => {
    letGo = (error) => (error === undefined ? resolve() : reject(error))
  })
  let asked = 0
  const query = async () => {
    asked += 1
    await held
    return { rows: [], rowCount: 0 }
  }
  return { writer: { ...pool, query }, letGo: (error?: Error) => letGo(error), asked: () => asked }
}

const noticesOf = (writer: Parameters<typeof notices>[0]['writer'], logger: Logger = silentLogger) =>
  notices({ writer, channel: 'test', schema: z.number(), logger, failure: 'not sent' })

describe('notices to other processes', () => {
  it('are lost beyond a thousand that wait, so that a database that is away fills no memory', async () => {
    const { writer, letGo, asked } = slowDatabase()
    const { publish, close } = noticesOf(writer)
    for (let number = 0; number < 5_000; number += 1) publish(number)
    letGo()
    await close()
    expect(asked()).toBe(1_000)
  })

  it('that cannot be sent are told once, and hold up no end', async () => {
    const { writer, letGo, asked } = slowDatabase()
    const said: string[] = []
    const { publish, close } = noticesOf(writer, { ...silentLogger, warn: (line) => void said.push(line) })
    for (let number = 0; number < 100; number += 1) publish(number)
    const closed = close()
    letGo(new Error('away'))
    await closed
    expect(said).toEqual(['not sent'])
    expect(asked()).toBe(1)
  })
})
