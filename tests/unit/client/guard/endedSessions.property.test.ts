import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endedSessions } from '../../../../client/guard/revocations/endedSessions.ts'
import { sessionWords, type SessionWords } from '../../../../client/guard/revocations/sessionWords.ts'

const turns = 60

/** Few ids, most of them with the same last bits, so that they stand behind each other. */
const session = fc
  .tuple(fc.nat(3), fc.constantFrom(0, 1, 1_023, 1_024, -1, 2 ** 31 - 1))
  .map(([a, d]): SessionWords => [a, 0, 0, d])
const step = fc.oneof(
  fc.record({ add: session, until: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ now: fc.integer({ min: 0, max: 40 }) }),
)

describe('the sessions that are over', () => {
  it('are found until their time is over, whatever came and went meanwhile', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ended = endedSessions()
        const expected = new Map<string, { words: SessionWords; until: number }>()
        for (const each of steps) {
          if ('add' in each) {
            const before = expected.get(each.add.join())?.until ?? 0
            expected.set(each.add.join(), { words: each.add, until: Math.max(before, each.until) })
            ended.add(each.add, each.until)
          } else {
            for (let turn = 0; turn < turns; turn += 1) ended.forgetSome(each.now)
            for (const [key, { until }] of expected) if (until < each.now) expected.delete(key)
          }
          expect(ended.size()).toBe(expected.size)
          for (const { words } of expected.values()) expect(ended.has(words)).toBe(true)
        }
      }),
    )
  })

  it('are found among many, and take no room when all are forgotten', () => {
    const ended = endedSessions()
    const at = (place: number): SessionWords => [place, 7, -place, Math.imul(place, 0x9e_37_79_b1)]
    for (let place = 0; place < 50_000; place += 1) ended.add(at(place), 100 + (place % 2) * 100)
    expect(ended.size()).toBe(50_000)
    for (let turn = 0; turn < turns; turn += 1) ended.forgetSome(150)
    expect(ended.size()).toBe(25_000)
    const found = Array.from({ length: 50_000 }, (_, place) => place).filter((place) => ended.has(at(place)))
    expect([found.length, found.every((place) => place % 2 === 1)]).toEqual([25_000, true])
    for (let turn = 0; turn < 5 * turns; turn += 1) ended.forgetSome(250)
    expect(ended.size()).toBe(0)
    expect(ended.has(at(1))).toBe(false)
  })
})

it('a session is known by all of its id, in any letters', () => {
  const id = '01939c5e-1f00-7abc-9def-00c0ffee0001'
  expect(sessionWords(id)).toEqual(sessionWords(id.toUpperCase()))
  const others = Array.from(
    id,
    (letter, place) => id.slice(0, place) + (letter === '2' ? '3' : '2') + id.slice(place + 1),
  )
  for (const other of others.filter((_, place) => id[place] !== '-'))
    expect(sessionWords(other)).not.toEqual(sessionWords(id))
  for (const wrong of ['', 'x', id.slice(1), `${id}0`, id.replaceAll('-', '')]) expect(sessionWords(wrong)).toBeNull()
})
