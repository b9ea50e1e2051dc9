import { describe, expect, it } from 'vitest'
import { confirmNumber } from '#services/operations/confirmNumber.ts'

const confirming =
  (confirm: number, count: number, named = 0) =>
  () =>
    confirmNumber(confirm, count, named)
const stale = expect.objectContaining({ code: 'preview-stale' })
const mismatch = expect.objectContaining({ code: 'confirm-mismatch' })

describe('the number that confirms an operation', () => {
  it('is the number of sessions', () => {
    for (const count of [1, 3, 50, 200]) expect(confirming(count, count)).not.toThrow()
    expect(confirming(3, 2)).toThrow(mismatch)
    expect(confirming(1, 0)).toThrow(mismatch)
  })

  it('may have grown by a tenth since it was shown, and no more', () => {
    expect(confirming(100, 110)).not.toThrow()
    expect(confirming(100, 111)).toThrow(stale)
    expect(confirming(9, 10)).toThrow(stale)
    expect(confirming(10, 11)).not.toThrow()
  })

  it('may have shrunk by a tenth', () => {
    expect(confirming(100, 90)).not.toThrow()
    expect(confirming(100, 89)).toThrow(mismatch)
  })

  it('may have shrunk at will among sessions named one by one, as long as any is left', () => {
    expect(confirming(5, 1, 5)).not.toThrow()
    expect(confirming(6, 1, 5)).toThrow(mismatch)
    expect(confirming(5, 0, 5)).toThrow(mismatch)
  })
})
