import { describe, expect, it } from 'vitest'
import { erasureTeller } from '#services/realtime/frames/erasureTeller.ts'
import { positions } from './viewsInMemory.ts'

/** The teller and what it says, over erasures that the test plays: the tenants in their order. */
const tellerOver = (erased: string[]) => {
  const told: string[] = []
  const teller = erasureTeller({
    erasedSince: async (after) => ({
      erasure: erased.length,
      tenantIds: after === null ? [] : [...new Set(erased.slice(after))],
    }),
    positions,
    outlet: { erased: (tenantId, { erasure }) => void told.push(`${tenantId} ${positions.open(tenantId, erasure)}`) },
  })
  return { teller, told }
}

describe('a process that tells of erasures', () => {
  it('tells each tenant once, and nobody of those before it began', async () => {
    const erased = ['acme']
    const { teller, told } = tellerOver(erased)
    await teller.tell()
    expect(told).toEqual([])
    erased.push('umbrella', 'acme', 'acme')
    await teller.tell()
    await teller.tell()
    expect(told).toEqual(['umbrella 4', 'acme 4'])
  })

  it('names the last erasure to whoever comes, in words of the tenant alone', async () => {
    const { teller } = tellerOver(['acme', 'umbrella'])
    await teller.tell()
    expect(positions.open('acme', teller.erasure('acme'))).toBe(2)
    expect(teller.erasure('acme')).not.toBe(teller.erasure('umbrella'))
  })
})
