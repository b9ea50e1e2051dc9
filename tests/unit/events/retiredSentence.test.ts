import { describe, expect, it } from 'vitest'
import { retiredSentence } from '#events/text/retiredSentence.ts'

const nothing = {
  rowsBefore: null,
  sessionsBefore: null,
  entriesBefore: null,
  countsBefore: null,
  removed: { sessions: 0, entries: 0, minutes: 0, quarters: 0 },
}
const said = (data: Partial<Parameters<typeof retiredSentence>[0]['data']>) =>
  retiredSentence({ data: { ...nothing, ...data } })

describe('what retention removed, in a sentence', () => {
  it('tells how many rows, and of before which day', () => {
    const removed = { sessions: 2_000, entries: 1, minutes: 0, quarters: 0 }
    expect(said({ rowsBefore: '2026-05-03T04:05:06.000Z', removed })).toBe(
      'Retention removed 2,000 ended sessions and 1 log entry of before 2026-05-03 from the views',
    )
  })
  it('tells what was counted', () => {
    const removed = { sessions: 0, entries: 0, minutes: 1_440, quarters: 12 }
    expect(said({ countsBefore: '2026-05-03T00:00:00.000Z', removed })).toBe(
      'Retention removed what was counted before 2026-05-03 from the views',
    )
  })
})
