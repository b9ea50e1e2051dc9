import { describe, expect, it } from 'vitest'
import { wirePositions } from '#services/keys/wirePositions.ts'

const masterKey = Buffer.alloc(32, 3)
const acme = '0193aaaa-0000-7000-8000-000000000001'
const globex = '0193aaaa-0000-7000-8000-000000000002'

describe('positions on the wire', () => {
  const first = wirePositions(masterKey)
  const restored = wirePositions(masterKey, 4_294_967_295)

  it('open for their own tenant, in any process, however large', () => {
    for (const position of [0, 1, 4_294_967_296, Number.MAX_SAFE_INTEGER])
      for (const epoch of [0, 1, 4_294_967_295]) {
        const sealed = wirePositions(masterKey, epoch).seal(acme, position)
        expect(wirePositions(masterKey, epoch).open(acme, sealed)).toBe(position)
      }
  })

  it('mean nothing to another tenant, nor when they were made up', () => {
    for (const sealed of [first.seal(globex, 7), 'nonsense', '', 'AAAAAAAAAAAAAAAAAAAAAA'])
      expect(() => first.open(acme, sealed)).toThrow('invalid-position')
  })

  it('of the log before a restore are told apart from made-up ones, in both directions', () => {
    expect(() => restored.open(acme, first.seal(acme, 7))).toThrow('position-reset')
    expect(() => first.open(acme, restored.seal(acme, 7))).toThrow('position-reset')
    expect(() => restored.open(acme, first.seal(globex, 7))).toThrow('invalid-position')
  })

  it('of two epochs never look alike', () => {
    expect(restored.seal(acme, 7)).not.toBe(first.seal(acme, 7))
  })
})
