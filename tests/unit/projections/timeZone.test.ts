import { describe, expect, it } from 'vitest'
import { timeZone } from '#services/projections/routes/timeZone.ts'

describe('a zone that a request names', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    // As Firefox and Safari name them.
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['Europe/Kyiv', 'Europe/Kiev'],
    ['GMT', 'UTC'],
    [undefined, 'UTC'],
  ])('may be %s', (name, known) => {
    expect(timeZone.parse(name)).toBe(known)
  })

  it.each(['+05:30', 'Etc/GMT+3', 'Europe/Nowhere', '', 'x'])('may not be %j', (name) => {
    expect(timeZone.safeParse(name).success).toBe(false)
  })
})
