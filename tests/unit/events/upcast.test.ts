import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { catalogue } from '#events/catalogue.ts'
import { sessionStartedV1 } from '#events/session/sessionStartedV1.ts'
import {
  isOpaque,
  liftedName,
  setApart,
  typeInLog,
  upcast,
  upcasters,
  type Upcasters,
  upcastWith,
} from '#events/upcast.ts'
import { fromSchema } from '../../support/fromSchema.ts'

interface Named {
  name: string
}

const table: Upcasters = {
  'DoorOpened@1': { type: 'DoorOpened', version: 2, lift: (data) => ({ ...(data as Named), side: 'front' }) },
  'DoorOpened@2': { type: 'DoorOpened', version: 3, lift: (data) => ({ door: (data as Named).name }) },
  'GateOpened@1': { type: 'DoorOpened', version: 3, lift: () => ({ door: 'gate' }) },
}

describe('lifting stored events to what this release knows', () => {
  it.each([
    ['the oldest, step by step', 'DoorOpened', 1, { name: 'cellar' }, 'DoorOpened', 3, { door: 'cellar' }],
    ['a later one', 'DoorOpened', 2, { name: 'cellar', side: 'back' }, 'DoorOpened', 3, { door: 'cellar' }],
    ['the current one', 'DoorOpened', 3, { door: 'cellar' }, 'DoorOpened', 3, { door: 'cellar' }],
    ['a type that was renamed', 'GateOpened', 1, {}, 'DoorOpened', 3, { door: 'gate' }],
    ['one from the future', 'DoorOpened', 4, { locks: [] }, 'DoorOpened', 4, { locks: [] }],
    ['an unknown one', 'RoofOpened', 1, { a: 1 }, 'RoofOpened', 1, { a: 1 }],
  ])('%s', (_, type, version, data, liftedType, liftedVersion, lifted) => {
    const answer = upcastWith(table, { type, version, data })
    expect(answer).toEqual({ type: liftedType, version: liftedVersion, data: lifted })
  })

  const frozen: Record<string, z.ZodObject> = { 'SessionStarted@1': sessionStartedV1 }
  it.each(Object.keys(upcasters))('lifts every %s there may be to what is written today', (step) => {
    const [type = '', version] = step.split('@')
    fc.assert(
      fc.property(fromSchema(frozen[step]!), (data) => {
        const lifted = upcast({ type, version: Number(version), data })
        expect(isOpaque(lifted)).toBe(false)
        expect(catalogue.get(lifted.type)!.data.safeParse(lifted.data).error).toBeUndefined()
      }),
    )
  })

  it('tells the name without reading what the event says', () => {
    expect(liftedName({ type: 'SessionStarted', version: 1 })).toMatchObject({ type: 'SessionStarted', version: 2 })
    const opaque = { type: 'SessionStarted', version: 9 }
    expect(liftedName(opaque)).toBe(opaque)
  })

  it('gives versions from the future a name of their own, so that nobody folds them by their type', () => {
    for (const { type, version } of catalogue.values()) {
      const current = { type, version, data: {} }
      expect(setApart(current)).toBe(current)
      const future = setApart({ type, version: version + 1, data: {} })
      expect(catalogue.has(future.type)).toBe(false)
      expect(isOpaque(future)).toBe(true)
      expect(typeInLog(future.type)).toBe(type)
    }
    const unknown = { type: 'RoofOpened', version: 1, data: {} }
    expect(setApart(unknown)).toBe(unknown)
  })

  it('takes nothing for opaque that is written today, and everything else', () => {
    for (const { type, version } of catalogue.values()) {
      expect(isOpaque({ type, version })).toBe(false)
      expect(isOpaque({ type, version: version + 1 })).toBe(true)
    }
    expect(isOpaque({ type: 'RoofOpened', version: 1 })).toBe(true)
  })
})
