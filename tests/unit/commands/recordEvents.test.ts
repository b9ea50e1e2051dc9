import { describe, expect, it } from 'vitest'
import { signinStream } from '#events/streams.ts'
import type { LoginFailed } from '#events/user/events.ts'
import { recordEvents } from '#services/commands/recordEvents.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { namesOrigin } from '../../support/namesStream.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const origin = namesOrigin()
const stream = signinStream(origin.tenantId, 'a'.repeat(64))
const failed = (clientId: string): LoginFailed => ({
  type: 'LoginFailed',
  version: 1,
  data: { userId: null, clientId, cause: 'unknown-user' },
})

/** A store of which every question is noted. */
const watched = () => {
  const { store } = memoryStore()
  const asked: string[] = []
  const watching: EventStore = {
    ...store,
    readStream(...of) {
      asked.push('readStream')
      return store.readStream(...of)
    },
    readStreamEnd(...of) {
      asked.push(`readStreamEnd ${of[1]}`)
      return store.readStreamEnd(...of)
    },
    streamEnd(of) {
      asked.push('streamEnd')
      return store.streamEnd(of)
    },
  }
  const clients = async () => (await store.readStream(stream)).map(({ data }) => data.clientId)
  return { asked, clients, open: (seed: string) => recordEvents(watching, testAmbient(seed)) }
}
const names = (count: number, prefix = 'n') => Array.from({ length: count }, (_, number) => `${prefix}${number}`)

describe('what is only recorded', () => {
  it('is appended at the end of the stream without reading it', async () => {
    const { asked, clients, open } = watched()
    const record = open('a')
    for (const name of names(40)) await record({ stream, origin, events: [failed(name)] })
    expect(await clients()).toEqual(names(40))
    expect(asked).toEqual([])
  })

  it('asks for the end, and nothing else, where somebody else was first', async () => {
    const { asked, clients, open } = watched()
    const [one, other] = [open('a'), open('b')]
    for (const name of names(3)) await one({ stream, origin, events: [failed(name)] })
    await other({ stream, origin, events: [failed('other')] })
    expect(await clients()).toEqual([...names(3), 'other'])
    expect(asked).toEqual(['streamEnd'])
  })

  it('is complete after a storm over two processes', async () => {
    const { clients, open } = watched()
    const processes = [open('a'), open('b')]
    const all = [...names(30, 'a'), ...names(30, 'b')]
    await Promise.all(
      all.map((name) => processes[name.startsWith('a') ? 0 : 1]!({ stream, origin, events: [failed(name)] })),
    )
    expect((await clients()).toSorted()).toEqual(all.toSorted())
  })

  it('is not said twice where the last events say it already, whoever wrote them and however they race', async () => {
    const { asked, clients, open } = watched()
    const once = (name: string) => ({
      stream,
      origin,
      events: [failed(name)],
      isSaid: (latest: readonly LoginFailed[]) => latest.some(({ data }) => data.clientId === name),
    })
    const [one, other] = [open('a'), open('b')]
    const answers = await Promise.all([one(once('x')), other(once('x')), one(once('x'))])
    expect(answers.filter((answer) => answer !== null)).toHaveLength(1)
    expect(await clients()).toEqual(['x'])
    expect(new Set(asked)).toEqual(new Set(['readStreamEnd 16']))
  })
})
