import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { noStream } from '#services/eventStore/eventStore.ts'
import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { requireKurrentdb } from '#services/eventStore/kurrentdb/requireKurrentdb.ts'
import { selfSigned } from '../../support/certificate.ts'
import { eventually } from '../../support/eventually.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { storableEvent, storableEvents } from '../../support/storableEvent.ts'

const now = (): number => performance.now()
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})
const doubleOf = async (behaviour: Partial<KurrentdbDouble['behaviour']> = {}): Promise<KurrentdbDouble> => {
  const server = await kurrentdbDouble({ behaviour })
  closing.push(server.stop)
  return server
}
const logOn = (url: string) => {
  const log = kurrentdbEventLog({ url, now })
  closing.push(log.close)
  return log
}
const eventOf = (bytes: number) => storableEvent({ payload: JSON.stringify({ text: 'x'.repeat(bytes) }) })

describe('the log in KurrentDB refuses', () => {
  it('an append of more than a mebibyte before it is sent, whether in one event or in many', async () => {
    const server = await doubleOf()
    const log = logOn(server.url)
    const tooLarge = { code: 'append-too-large' }
    await expect(log.append('session-a+1', [eventOf(1_048_576)], noStream)).rejects.toMatchObject(tooLarge)
    const many = Array.from({ length: 12 }, () => eventOf(100_000))
    await expect(log.append('session-a+1', many, noStream)).rejects.toMatchObject(tooLarge)
    expect([server.connections(), server.book.stream('session-a+1')]).toEqual([0, undefined])
    expect(await log.append('session-a+1', many.slice(0, 10), noStream)).toMatchObject({ revision: 9 })
  })

  it('the same where the server takes even less', async () => {
    const log = logOn((await doubleOf({ maxAppendSize: 1_000 })).url)
    await expect(log.append('session-a+1', [eventOf(2_000)], noStream)).rejects.toMatchObject({
      code: 'append-too-large',
    })
  })

  it('a position of another log, in words that say what is wrong', async () => {
    const log = logOn((await doubleOf()).url)
    const { position } = await log.append('session-a+1', storableEvents(1), noStream)
    await expect(log.readAll({ after: position - 1, limit: 10 })).rejects.toThrow('the position is from another log')
    expect(await log.readAt([position - 1, position])).toHaveLength(1)
  })

  it("a stream in which somebody else's event stands", async () => {
    const server = await doubleOf()
    const log = logOn(server.url)
    await log.append('session-a+1', storableEvents(1), noStream)
    const foreign = { type: 'Ours', contentType: 'application/json', metadata: '', data: 'e30=' }
    server.book.write('session-a+1', [{ ...foreign, id: crypto.randomUUID() }])
    await expect(log.readStream('session-a+1')).rejects.toThrow("not an event of Rollcall's")
    // Elsewhere they are none of our business.
    server.book.write('orders-1', [{ ...foreign, id: crypto.randomUUID() }])
    expect(await log.readAll({ after: 0, limit: 10 })).toHaveLength(1)
  })
})

describe('the log in a KurrentDB with TLS and users', () => {
  const secured = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-kurrentdb-'))
    closing.push(() => rm(folder, { recursive: true }))
    const { cert, key } = await selfSigned(folder, 'localhost')
    const tls = { cert: await readFile(cert), key: await readFile(key) }
    const login = { username: 'rollcall', password: 'p@ss:word' }
    const server = await kurrentdbDouble({ tls, behaviour: { login } })
    closing.push(server.stop)
    const urlFor = (person: string) =>
      `kurrentdb://${person}@localhost:${server.port}?tlsCAFile=${encodeURIComponent(cert)}`
    return { server, urlFor, right: urlFor('rollcall:p%40ss%3Aword') }
  }

  it('appends, reads and hears of new events as its user, past a server that looks closely', async () => {
    const { right } = await secured()
    await requireKurrentdb(right, now, 2_000)
    const log = logOn(right)
    let woken = 0
    log.onAppended(() => woken++)
    await log.append('session-a+1', storableEvents(2), noStream)
    expect(await log.readStream('session-a+1')).toHaveLength(2)
    await eventually(() => expect([log.connection().isSubscribed, woken > 0]).toEqual([true, true]))
  })

  it('says at the start that the user is refused, and that a plain client meets no server', async () => {
    const { server, urlFor } = await secured()
    await expect(requireKurrentdb(urlFor('rollcall:wrong'), now, 2_000)).rejects.toThrow(
      /refuses the user of KURRENTDB_URL/,
    )
    const refused = logOn(urlFor('rollcall:wrong')).append('session-a+1', storableEvents(1), noStream)
    await expect(refused).rejects.toMatchObject({ type: 'access-denied' })
    const plain = `kurrentdb://localhost:${server.port}?tls=false`
    await expect(requireKurrentdb(plain, now, 300)).rejects.toThrow('No KurrentDB answers')
  })
})

describe('a start on KurrentDB', () => {
  it('goes on when the server answers', async () => {
    await requireKurrentdb((await doubleOf()).url, now)
  })

  it('waits for a server that starts with it', async () => {
    const server = await doubleOf()
    await server.close()
    setTimeout(() => void server.open(), 300)
    await requireKurrentdb(server.url, now, 5_000)
  })

  it('says what to do when none answers, or one that does not lead its cluster', async () => {
    const away = await doubleOf()
    await away.close()
    await expect(requireKurrentdb(away.url, now, 200)).rejects.toThrow(
      /^No KurrentDB answers at 127\.0\.0\.1:\d+ \(.*\)\. Is it running, and does KURRENTDB_URL end with \?tls=false/,
    )
    const follower = await doubleOf({ leader: { host: '127.0.0.1', port: 9 } })
    await expect(requireKurrentdb(follower.url, now, 200)).rejects.toThrow('kurrentdb+discover://')
  })
})
