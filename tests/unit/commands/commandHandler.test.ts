import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimStream } from '#events/streams.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { CodedError } from '#services/ports/errors.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { claimed, holderOf, holdOnce, namesOrigin, namesStream } from '../../support/namesStream.ts'
import { testAmbient } from '../../support/testAmbient.ts'

const origin = namesOrigin()
const { tenantId } = origin
const id = 'a'.repeat(64)
const open = (store: EventStore, seed = 'seed') =>
  commandedStreams({ store, ambient: testAmbient(seed), type: namesStream, capacity: 10 })
const stored = async (store: EventStore) =>
  (await store.readStream(claimStream(tenantId, id))).map(({ data }) => 'userId' in data && data.userId)

/** Every read and append of the store waits its turn, which the scheduler draws. */
const interleaved = (store: EventStore, scheduler: fc.Scheduler): EventStore => ({
  ...store,
  append: async (...of) => {
    await scheduler.schedule(Promise.resolve(), 'append')
    return store.append(...of)
  },
  readStream: async (...of) => {
    await scheduler.schedule(Promise.resolve(), 'read')
    return store.readStream(...of)
  },
})

const counted = (store: EventStore) => {
  const asked = { reads: 0, appends: 0 }
  const counting: EventStore = {
    ...store,
    append(...of) {
      asked.appends += 1
      return store.append(...of)
    },
    readStream(...of) {
      asked.reads += 1
      return store.readStream(...of)
    },
  }
  return { asked, store: counting }
}

describe('a command', () => {
  it('answers the state, the events and where they stand, so that nobody has to read the stream again', async () => {
    const { store } = memoryStore()
    const handled = await open(store).handle(id, origin, holdOnce(holderOf(1)))
    const [event] = await store.readStream(claimStream(tenantId, id))
    expect(handled).toMatchObject({
      outcome: 'changed',
      state: { userIds: [holderOf(1)] },
      revision: 0,
      position: event!.position,
      eventId: event!.id,
      at: event!.at,
    })
    expect(handled.events).toEqual([event])
  })

  it('stamps what it appends with who asked, from where, on account of what', async () => {
    const { store } = memoryStore()
    const { events } = await open(store).handle(id, { ...origin, causationId: 'cause' }, holdOnce(holderOf(1)))
    const { actor, correlationId, context } = origin
    expect(events[0]).toMatchObject({ tenantId, actor, correlationId, context, causationId: 'cause' })
  })

  it('is answered as the first when it is repeated with its ids', async () => {
    const { store } = memoryStore()
    const repeatable = { ...origin, eventIds: () => holderOf(77) }
    const first = await open(store).begin(id, repeatable, () => ({ outcome: 1, events: [claimed(holderOf(1))] }))
    const again = await open(store).begin(id, repeatable, () => ({ outcome: 1, events: [claimed(holderOf(1))] }))
    expect(again.position).toBe(first.position)
    expect(await stored(store)).toHaveLength(1)
  })

  it('asks the store once when it changes what is remembered', async () => {
    const { asked, store } = counted(memoryStore().store)
    const { handle } = open(store)
    await handle(id, origin, holdOnce(holderOf(1)))
    Object.assign(asked, { reads: 0, appends: 0 })
    await handle(id, origin, holdOnce(holderOf(2)))
    expect(asked).toEqual({ reads: 0, appends: 1 })
  })

  it('reads on before it refuses: what it remembers may be old', async () => {
    const { store } = memoryStore()
    const [here, elsewhere] = [open(store), open(store, 'another')]
    const refusing = ({ userIds }: { userIds: readonly string[] }) => {
      if (userIds.length < 2) throw new CodedError('not-found')
      return { outcome: 'there', events: [] }
    }
    await here.handle(id, origin, holdOnce(holderOf(1)))
    await expect(here.handle(id, origin, refusing)).rejects.toMatchObject({ code: 'not-found' })
    await elsewhere.handle(id, origin, holdOnce(holderOf(2)))
    expect((await here.handle(id, origin, refusing)).outcome).toBe('there')
  })

  it('refuses with what its decision says, be it a stale revision of its own', async () => {
    const { handle } = open(memoryStore().store)
    const refuse = () => {
      throw new CodedError('stale-revision', { detail: 'The password was changed meanwhile.' })
    }
    await expect(handle(id, origin, refuse)).rejects.toMatchObject({
      code: 'stale-revision',
      details: { detail: 'The password was changed meanwhile.' },
    })
  })

  it('is busy after five stale revisions, and says when to come again', async () => {
    const { store } = memoryStore()
    const { asked, store: losing } = counted({
      ...store,
      append: async () => Promise.reject(new CodedError('stale-revision')),
    })
    await expect(open(losing).handle(id, origin, holdOnce(holderOf(1)))).rejects.toMatchObject({
      code: 'busy',
      details: { retryAfterSeconds: 1 },
    })
    expect(asked).toEqual({ reads: 5, appends: 5 })
  })
})

describe('handlers that race on one stream', () => {
  const action = fc.record({ process: fc.nat(2), person: fc.nat(5) })
  const rounds = fc.array(fc.array(action, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 })

  it('never lose or double a decision, whatever the interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), rounds, async (scheduler, given) => {
        const { store } = memoryStore()
        const processes = ['a', 'b', 'c'].map((seed) => open(interleaved(store, scheduler), seed))
        const changed: string[] = []
        for (const actions of given) {
          const asked = actions.map(async ({ process, person }) => {
            const userId = holderOf(person)
            const handled = await processes[process]!.handle(id, origin, holdOnce(userId)).catch((error: unknown) => {
              if (error instanceof CodedError && error.code === 'busy') return null
              throw error
            })
            if (handled?.outcome === 'changed') changed.push(userId)
            return { userId, handled }
          })
          const answers = await scheduler.waitFor(Promise.all(asked))
          const log = await stored(store)
          for (const { userId, handled } of answers) {
            if (handled === null) continue
            expect(log).toContain(userId)
            // As of its own last event the state is what the log says, no more and no less.
            expect(handled.state.userIds).toEqual(log.slice(0, handled.revision + 1))
          }
        }
        const log = await stored(store)
        expect(new Set(log).size).toBe(log.length)
        expect(changed.toSorted()).toEqual(log.toSorted())
      }),
      { numRuns: 300 },
    )
  })
})
