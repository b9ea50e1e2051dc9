import { randomBytes, randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogue, type RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import { userStream } from '#events/streams.ts'
import { sentence } from '#events/text/sentence.ts'
import { hasWholeShape } from '#services/eventStore/eventShape.ts'
import type { EventCodec, StorableEvent, StoredEvent } from '#services/eventStore/eventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { KeyMissing } from '#services/eventStore/sealing/keyMissing.ts'
import { memoryWrappedKeys } from '#services/eventStore/sealing/memoryWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { WrappedKeys } from '#services/eventStore/sealing/wrappedKeys.ts'
import { fromSchema } from '../../support/fromSchema.ts'
import { type DataOf, newEvent } from '../../support/newEvent.ts'

const userId = randomUUID()
const registered = (changes: Partial<NewEvent> = {}) =>
  newEvent('UserRegistered', { userId, email: 'zoe@acme.test', name: 'Zoë Ångström' }, changes)
const failed = newEvent('LoginFailed', { userId: null, clientId: 'dashboard', cause: 'unknown-user' })
const claimed = newEvent('EmailClaimed', { userId }, { context: null })
const stream = userStream(registered().tenantId, userId)

const masterKey = randomBytes(32)
const codecOver = (keys: WrappedKeys, master = masterKey): EventCodec => sealingCodec(keyring(master, keys))

const place = { stream, revision: 0, position: 1 }
const closeOne = async (codec: EventCodec, event: NewEvent<RollcallEvent>): Promise<StoredEvent> => {
  const [stored] = await codec.close(stream, [event])
  return { ...stored!, ...place }
}
const textOf = (event: StorableEvent): string => event.payload + event.sealed?.toString('latin1')

describe('the codec between an event and its stored form', () => {
  it('gives back what it closed', async () => {
    const codec = codecOver(memoryWrappedKeys())
    for (const event of [registered(), failed, claimed])
      expect(await codec.open([await closeOne(codec, event)])).toEqual([{ ...event, ...place }])
  })

  it('leaves nothing personal readable', async () => {
    const stored = await closeOne(codecOver(memoryWrappedKeys()), registered())
    for (const secret of [
      'zoe@acme',
      'Zoë',
      'Ångström',
      '203.0.113',
      'Mozilla',
      'laptop',
      'Köln',
      'device-of-zoe',
      '50.9',
    ])
      expect(textOf(stored)).not.toContain(secret)
    expect(textOf(stored)).toContain('Chrome 142')
    expect(textOf(stored)).toContain('DE')
  })

  it('seals with the key of the person it is about, or the tenant’s where nobody is known', async () => {
    const codec = codecOver(memoryWrappedKeys())
    expect(await closeOne(codec, registered())).toMatchObject({ subject: userId })
    expect(await closeOne(codec, failed)).toMatchObject({ subject: '' })
    expect(await closeOne(codec, claimed)).toMatchObject({ subject: null, sealed: null })
  })

  it('makes no key for an event that has nothing to seal', async () => {
    const keys = memoryWrappedKeys()
    const claimedOnly = await closeOne(codecOver(keys), claimed)
    expect(claimedOnly.sealed).toBeNull()
    expect(await keys.findSubjects([{ tenantId: claimed.tenantId, subject: userId }])).toEqual([])
  })

  it('never seals the same text alike', async () => {
    const codec = codecOver(memoryWrappedKeys())
    const event = registered()
    expect((await closeOne(codec, event)).sealed).not.toEqual((await closeOne(codec, event)).sealed)
  })

  it('opens nothing that was altered or moved', async () => {
    const codec = codecOver(memoryWrappedKeys())
    const stored = await closeOne(codec, registered())
    const altered = Buffer.from(stored.sealed!)
    altered[20]! ^= 1
    const forgeries: Partial<StoredEvent>[] = [
      { sealed: altered },
      { id: randomUUID() },
      { type: 'UserEnabled' },
      { stream: userStream(stored.tenantId, randomUUID()) },
      { sealed: Buffer.alloc(40) },
    ]
    for (const forgery of forgeries)
      await expect(codec.open([{ ...stored, ...forgery }])).rejects.toThrow(/authenticate|Not a sealed value/)
  })

  it('names tenant and person when the tenant has no key', async () => {
    const stored = await closeOne(codecOver(memoryWrappedKeys()), registered())
    const opening = codecOver(memoryWrappedKeys()).open([stored])
    await expect(opening).rejects.toThrow(KeyMissing)
    await expect(opening).rejects.toMatchObject({ tenantId: stored.tenantId, subject: userId })
  })

  describe('whose keys are forgotten while it looks for more', () => {
    const ann = { userId: randomUUID(), email: 'ann@acme.test', name: 'Ann' }
    const other = newEvent('UserRegistered', ann)
    const reason = newEvent('UserDisabled', { userId: randomUUID(), reason: 'left', message: null, ticket: null })
    /** Forgets once when it is next looked for keys. */
    const interrupted = () => {
      let forgetNext = (): void => {}
      const keys = memoryWrappedKeys()
      const findSubjects: WrappedKeys['findSubjects'] = async (subjects) => {
        const found = await keys.findSubjects(subjects)
        forgetNext()
        forgetNext = () => {}
        return found
      }
      const codec = codecOver({ ...keys, findSubjects })
      return { codec, interrupt: () => (forgetNext = codec.forgetKeys) }
    }

    it('opens all the same', async () => {
      const { codec, interrupt } = interrupted()
      const stored = [await closeOne(codec, registered()), await closeOne(codec, other)]
      codec.forgetKeys()
      await codec.open([stored[0]!])
      interrupt()
      expect(await codec.open(stored)).toMatchObject([{ data: { name: 'Zoë Ångström' } }, { data: { name: 'Ann' } }])
    })

    it('closes all the same', async () => {
      const { codec, interrupt } = interrupted()
      await closeOne(codec, failed)
      interrupt()
      expect(await closeOne(codec, reason)).toMatchObject({ subject: '' })
    })
  })

  describe('of a person whose key is gone', () => {
    const forgottenIn = (keys: WrappedKeys): WrappedKeys => ({
      ...keys,
      findSubjects: async (subjects) => (await keys.findSubjects(subjects)).filter(({ subject }) => subject !== userId),
    })
    const disabled = (reason: string | null) =>
      newEvent('UserDisabled', { userId, reason, message: null, ticket: null })

    it('reads personal fields as erased, and the rest as it is', async () => {
      const keys = memoryWrappedKeys()
      const stored = await closeOne(codecOver(keys), registered())
      const codec = codecOver(forgottenIn(keys))
      const [event] = await codec.open([stored])
      expect(event).toMatchObject({
        data: { userId, email: 'erased', name: 'erased' },
        context: { ip: null, device: { id: null, name: null, type: 'desktop' }, network: { name: 'erased' } },
      })
      expect([codec.isForgotten(stored), event?.context?.place?.country]).toEqual([true, 'DE'])
    })

    it.each([...catalogue.values()])('reads a $type that has its shape and its sentence', async ({ type, data }) => {
      const keys = memoryWrappedKeys()
      await closeOne(codecOver(keys), registered())
      const codec = codecOver(keys)
      const reader = codecOver(forgottenIn(keys))
      await fc.assert(
        fc.asyncProperty(fromSchema(data), async (content) => {
          const about = { ...(content as object), ...('userId' in data.shape ? { userId } : {}) }
          const stored = await closeOne(codec, newEvent(type as 'UserDisabled', about as DataOf<'UserDisabled'>))
          const [event] = await reader.open([stored])
          expect(hasWholeShape(event!)).toBe(true)
          expect(sentence(event!, () => 'erased')).toEqual(expect.any(String))
        }),
        { numRuns: 20 },
      )
    })

    it('seals what is said of them later with the tenant’s key, and makes them no new one', async () => {
      const keys = memoryWrappedKeys()
      await closeOne(codecOver(keys), registered())
      const stored = await closeOne(codecOver(forgottenIn(keys)), disabled('left'))
      expect(stored).toMatchObject({ subject: '', sealed: expect.any(Buffer) })
      const reader = codecOver(forgottenIn(keys))
      expect(await reader.open([stored])).toMatchObject([{ data: { userId, reason: 'left' } }])
      expect(reader.isForgotten(stored)).toBe(false)
    })

    it('opens everything again once the key is back', async () => {
      const keys = memoryWrappedKeys()
      const stored = await closeOne(codecOver(keys), registered())
      let isGone = true
      const codec = codecOver({ ...keys, findSubjects: (of) => (isGone ? forgottenIn(keys) : keys).findSubjects(of) })
      expect(await codec.open([stored])).toMatchObject([{ data: { email: 'erased' } }])
      isGone = false
      expect(await codec.open([stored])).toMatchObject([{ data: { email: 'zoe@acme.test' } }])
    })
  })

  it('opens without any key what is not personal', async () => {
    const stored = await closeOne(codecOver(memoryWrappedKeys()), registered())
    const clear = codecOver(memoryWrappedKeys()).openClear(stored)
    expect(clear).toMatchObject({ type: 'UserRegistered', data: { userId }, context: { place: { country: 'DE' } } })
    expect(clear.data).not.toHaveProperty('email')
  })

  it('finds keys that another process made, through their wrapping', async () => {
    const keys = memoryWrappedKeys()
    const event = registered()
    const stored = await closeOne(codecOver(keys), event)
    expect(await codecOver(keys).open([stored])).toEqual([{ ...event, ...place }])
    await expect(codecOver(keys, randomBytes(32)).open([stored])).rejects.toThrow('authenticate')
  })

  it('agrees with another process that makes the same keys at the same time', async () => {
    const keys = memoryWrappedKeys()
    const [one, other] = [codecOver(keys), codecOver(keys)]
    const stored = await Promise.all([one, other].map((codec) => closeOne(codec, registered())))
    await expect(codecOver(keys).open(stored)).resolves.toHaveLength(2)
  })

  it('keeps types and versions it does not know, opened as far as they go', async () => {
    const codec = codecOver(memoryWrappedKeys())
    const stored = await closeOne(codec, registered())
    const future = { ...stored, version: 9 }
    const opened = { type: 'UserRegistered@9', version: 9, data: { email: 'zoe@acme.test' } }
    expect(await codec.open([future])).toMatchObject([opened])
    const foreign = { ...stored, type: 'SomethingNew', payload: '{"data":{"a":1}}', subject: null, sealed: null }
    expect(await codec.open([foreign])).toMatchObject([{ type: 'SomethingNew', data: { a: 1 } }])
  })

  it.each([
    ['a field too many', { data: { userId, email: 'a', name: 'b', extra: 'secret' } }, 'extra'],
    ['a field of the wrong kind', { data: { userId, email: 7, name: 'secret' } }, 'email'],
    ['an id that is none', { id: 'secret' }, 'id'],
    ['a time that is none', { at: 'secret' }, 'at'],
    ['an actor of no kind', { actor: { kind: 'secret', id: '1' } }, 'actor.kind'],
  ])('refuses %s, naming the field but no value', async (_, change, field) => {
    const closing = codecOver(memoryWrappedKeys()).close(stream, [{ ...registered(), ...change } as NewEvent])
    await expect(closing).rejects.toThrow(field)
    await expect(closing).rejects.not.toThrow('secret')
  })

  it('refuses types and versions that this release does not write', async () => {
    const codec = codecOver(memoryWrappedKeys())
    for (const change of [{ type: 'SomethingNew' }, { version: 2 }])
      await expect(codec.close(stream, [{ ...registered(), ...change }])).rejects.toThrow('There is no event')
  })
})
