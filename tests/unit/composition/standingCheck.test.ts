import { describe, expect, it } from 'vitest'
import { standingCheck } from '#services/composition/health/readiness.ts'

const well = { position: 7, failures: 0, trouble: null }
const still = { position: 7, failures: 3, trouble: 'TypeError' }
const behind = { events: 12, seconds: 3.42 }

const look = (state: typeof well | typeof still, lag: typeof behind | null, fails = false) =>
  standingCheck(
    () => state,
    () => lag,
    fails,
  )()

describe('what readiness says of a reader of the log', () => {
  it('is how far behind it is, which fails nothing', () => {
    expect(look(well, { events: 0, seconds: 0 })).toEqual({ ok: true, detail: 'up with the log' })
    expect(look(well, behind, true)).toEqual({ ok: true, detail: '12 events behind the log, the oldest 3.4 s old' })
  })

  it('is nothing where nothing is handed to it', () => {
    expect(look(well, null)).toEqual({ ok: true })
  })

  it('is that it stands still, which fails a process that does nothing else', () => {
    const detail = 'stands still: TypeError (3 times in a row); 12 events behind the log, the oldest 3.4 s old'
    expect(look(still, behind)).toEqual({ ok: true, detail })
    expect(look(still, behind, true)).toEqual({ ok: false, detail })
  })
})
