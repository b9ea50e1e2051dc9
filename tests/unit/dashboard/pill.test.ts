import { describe, expect, it } from 'vitest'
import { pillOf } from '../../../dashboard/src/components/list/pill.ts'

describe('the pill beside the title', () => {
  it.each([
    [{ waiting: 12, left: 3, isOutOfOrder: true }, '12 new', false],
    [{ waiting: 0, left: 3, isOutOfOrder: true }, 'Clear 3 gone', true],
    [{ waiting: 0, left: 0, isOutOfOrder: true }, 'Sort again', true],
    [{ waiting: 0, left: 0, isOutOfOrder: false }, '', true],
    [{ waiting: 1234, left: 0, isOutOfOrder: false }, '1,234 new', false],
  ])('for %o says %s', (unsettled, words, isQuiet) => {
    expect(pillOf(unsettled)).toEqual({ words, isQuiet })
  })
})
