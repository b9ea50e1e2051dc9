import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { erased, personal, personalOr } from '#events/personal.ts'
import {
  erasedParts,
  fillErased,
  joinPersonal,
  type MarkTree,
  markTree,
  splitPersonal,
} from '#services/eventStore/sealing/personalParts.ts'

const schema = z.strictObject({
  ip: personal(z.string().nullable()),
  client: z.string(),
  place: z.strictObject({ country: z.string(), city: personal(z.string().nullable()) }).nullable(),
  user: personalOr(z.strictObject({ email: z.string(), name: z.string() }), { email: erased, name: erased }),
})

describe('the personal parts of an event', () => {
  const marks = markTree(schema)

  it('are the marked fields, wherever they stand', () => {
    const user = { email: 'ann@acme.test', name: 'Ann' }
    const value = { ip: '203.0.113.7', client: 'app', place: { country: 'DE', city: 'Berlin' }, user }
    expect(splitPersonal(value, marks)).toEqual({
      clear: { client: 'app', place: { country: 'DE' } },
      personal: { ip: '203.0.113.7', place: { city: 'Berlin' }, user },
    })
  })

  it('are nothing where every marked field is absent', () => {
    const value = { ip: null, client: 'app', place: null, user: null }
    expect(splitPersonal(value, marks)).toEqual({ clear: value, personal: null })
  })

  it('have something in their place once they are erased, and only where they were', () => {
    const gone = erasedParts(schema)
    const user = { email: 'ann@acme.test', name: 'Ann' }
    const whole = { ip: '203.0.113.7', client: 'app', place: { country: 'DE', city: 'Berlin' }, user }
    expect(fillErased(splitPersonal(whole, marks).clear, gone)).toEqual({
      ip: null,
      client: 'app',
      place: { country: 'DE', city: null },
      user: { email: 'erased', name: 'erased' },
    })
    const nowhere = { ...whole, place: null }
    expect(fillErased(splitPersonal(nowhere, marks).clear, gone)).toMatchObject({ place: null })
  })

  it('come back to where they were, whatever is marked, and the original stays as it was', () => {
    const key = fc.string({ minLength: 1, maxLength: 4 }).filter((name) => name !== '__proto__')
    const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, 0, '', 'text', false),
        fc.array(fc.integer(), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }))
    const { tree } = fc.letrec<{ tree: true | MarkTree }>((tie) => ({
      tree: fc.oneof({ maxDepth: 3 }, fc.constant(true as const), fc.dictionary(key, tie('tree'), { maxKeys: 4 })),
    }))
    const object = fc.dictionary(key, json, { maxKeys: 5 })
    fc.assert(
      fc.property(object, fc.dictionary(key, tree, { maxKeys: 5 }), (value, marked) => {
        const original = structuredClone(value)
        const parts = splitPersonal(value, marked)
        expect(value).toEqual(original)
        expect(joinPersonal(parts.clear, parts.personal ?? {})).toEqual(original)
      }),
    )
  })
})
