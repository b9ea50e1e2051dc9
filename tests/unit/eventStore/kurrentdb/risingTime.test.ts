import { expect, it } from 'vitest'
import { risingTime } from '#services/eventStore/kurrentdb/risingTime.ts'
import { storableEvent } from '../../../support/storableEvent.ts'

const at = (second: number): string => `2026-11-21T08:00:0${second}.000Z`
const times = (seconds: readonly number[]) => seconds.map((second) => storableEvent({ at: at(second) }))

it('gives no event an earlier time than what was seen, or than the one before it', () => {
  const time = risingTime()
  const lifted = (seconds: readonly number[]) => time.lift(times(seconds)).map((event) => event.at)
  expect(lifted([3, 2, 4])).toEqual([at(3), at(3), at(4)])
  // What was not stored has not been seen.
  expect(lifted([1])).toEqual([at(1)])
  time.saw(at(5))
  time.saw(at(2))
  expect(lifted([4, 6, 5])).toEqual([at(5), at(6), at(6)])
})
