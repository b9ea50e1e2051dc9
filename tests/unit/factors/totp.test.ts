import { describe, expect, it } from 'vitest'
import { shownSeed, stepOfCode, totpUri } from '#services/tenants/factors/totp.ts'
import { codeOf } from '../../support/totpCodes.ts'

/** RFC 6238, appendix B, SHA-1: seconds since the epoch and the last six digits of its eight. */
const vectors = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const
const seed = Buffer.from('12345678901234567890')
const step = (seconds: number): number => Math.floor(seconds / 30)

describe('codes of an app', () => {
  it.each(vectors)('are those of RFC 6238 at %d s', (seconds, code) => {
    expect(stepOfCode(seed, code, seconds * 1000)).toBe(step(seconds))
    expect(codeOf(shownSeed(seed), seconds * 1000)).toBe(code)
  })

  it.each([
    ['two steps before', -60, null],
    ['one step before', -30, -1],
    ['one step after', 30, 1],
    ['two steps after', 60, null],
  ])('%s are taken one step to each side and no further', (_name, secondsOff, stepsOff) => {
    const now = 1_234_567_890
    const code = codeOf(shownSeed(seed), (now + secondsOff) * 1000)
    expect(stepOfCode(seed, code, now * 1000)).toBe(stepsOff === null ? null : step(now) + stepsOff)
  })

  it('may be typed in groups', () => {
    expect(stepOfCode(seed, ' 287 082 ', 59_000)).toBe(1)
    expect(stepOfCode(seed, '287-082', 59_000)).toBe(1)
  })

  it.each(['', '28708', '2870821', '28708a', '٢٨٧٠٨٢', '0x1234'])('are six digits: %j is none', (code) => {
    expect(stepOfCode(seed, code, 59_000)).toBeNull()
  })

  it('are set up by an address that every app reads', () => {
    const uri = new URL(totpUri(seed, { issuer: 'Acme & Sons', label: 'ann@acme.test' }))
    expect(uri.protocol).toBe('otpauth:')
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Acme & Sons',
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
  })
})
