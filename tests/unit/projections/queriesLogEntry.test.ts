import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogue, type RollcallEvent } from '#events/catalogue.ts'
import { contextSchema, type Recorded } from '#events/envelope.ts'
import { markedPaths } from '#events/personal.ts'
import { logEntry } from '#services/projections/sessionLog/logEntry.ts'
import { fromSchema } from '../../support/fromSchema.ts'
import { newEvent } from '../../support/newEvent.ts'

const contexts = fc.option(fromSchema(contextSchema))
const place = { number: 7, position: 'sealed', called: () => null }

const recorded = (type: string, data: unknown, context: unknown = null): Recorded<RollcallEvent> => ({
  ...newEvent(type as RollcallEvent['type'], data as never, { context: context as never }),
  stream: 's',
  revision: 2,
  position: 9,
})

const entryOf = (event: Recorded<RollcallEvent>, names: (id: string) => string | null = () => null) => {
  const called = (id: string) => {
    const name = names(id)
    return name === null ? null : { name, email: 'somebody@acme.test' }
  }
  return logEntry({ event, understood: true, lost: null }, { ...place, called })
}

describe.each([...catalogue.values()].map((definition) => [definition.type, definition] as const))(
  'an entry of the log for %s',
  (type, { data }) => {
    it('has a sentence, whatever the event holds and whoever is known by name', () => {
      fc.assert(
        fc.property(fromSchema(data), contexts, fc.boolean(), (values, context, named) => {
          expect(data.safeParse(values).success).toBe(true)
          const { text } = entryOf(recorded(type, values, context), () => (named ? 'Ann' : null))
          expect(text).toMatch(/^\S.*\S$/su)
          expect(text).not.toMatch(/undefined|\bnull\b|\[object|NaN|  /)
        }),
        { numRuns: 60 },
      )
    })

    it('leaves out what never leaves the server, and nothing else', () => {
      const hidden = markedPaths(data, 'hidden')
      fc.assert(
        fc.property(fromSchema(data), (values) => {
          const shown = entryOf(recorded(type, values)).data
          const expected = Object.fromEntries(
            Object.entries(values as object).filter(([name]) => !hidden.includes(name)),
          )
          expect(shown).toEqual(expected)
        }),
        { numRuns: 20 },
      )
    })
  },
)

describe('an entry of the log', () => {
  it('of a release to come says that it is not known, and shows none of its data', () => {
    const event = recorded('SessionTeleported', { sessionId: 'x', token: 'who knows' })
    const entry = logEntry({ event, understood: false, lost: null }, place)
    expect(entry.data).toEqual({})
    expect(entry.text).toBe('SessionTeleported, which this release does not know')
  })

  it('of an event whose key is gone says so and keeps what was never sealed', () => {
    const event = recorded('LoginFailed', { userId: null, clientId: 'web', cause: 'wrong-password' })
    const entry = logEntry({ event, understood: true, lost: 'personal' }, place)
    expect(entry.text).toBe('LoginFailed, which cannot be read in full: a key is missing')
    expect(entry).toMatchObject({ success: false, error: 'wrong-password', data: { clientId: 'web' } })
  })

  it.each([
    ['SessionLoggedOut', { by: 'replaced' }, 'Bo was logged out by a new sign-in in the same browser'],
    ['SessionRefreshed', { generation: 2, keyId: 'k', attempt: null }, 'Bo refreshed'],
    [
      'SessionRefreshed',
      { generation: 2, keyId: 'k', attempt: null, active: false },
      'A timer refreshed a session of Bo',
    ],
  ] as const)('of %s with %o says: %s', (type, data, text) => {
    const ids = { sessionId: '0193a000-0000-7000-8000-000000000001', userId: '0193a000-0000-7000-8000-0000000000aa' }
    expect(entryOf(recorded(type, { ...ids, ...data }), () => 'Bo').text).toBe(text)
  })

  it('names the one who acted, the session and the person', () => {
    const ids = { sessionId: '0193a000-0000-7000-8000-000000000001', userId: '0193a000-0000-7000-8000-0000000000aa' }
    const entry = entryOf(recorded('SessionLoggedOut', { ...ids, by: 'person' }), (id) =>
      id === 'somebody' ? 'Ann' : 'Bo',
    )
    expect(entry).toMatchObject({ ...ids, actor: { kind: 'user', id: 'somebody', name: 'Ann' }, text: 'Bo logged out' })
    expect(entry.success).toBe(true)
    expect(entry).not.toHaveProperty('error')
  })
})
