import type { Erased } from '#events/live/frames.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import type { ErasedSince } from '#services/ports/changes.ts'

export interface ErasureOutlet {
  erased: (tenantId: string, erased: Erased) => void
}

export interface ErasureTeller {
  /** Tells the tenants in whose views people have been erased since the last call. */
  tell: () => Promise<void>
  /** The last erasure, as the tenant's clients know it: sealed, so that it tells nothing of other tenants. */
  erasure: (tenantId: string) => string
}

export interface ErasureTellerNeeds {
  erasedSince: ErasedSince
  positions: WirePositions
  outlet: ErasureOutlet
}

export const erasureTeller = ({ erasedSince, positions, outlet }: ErasureTellerNeeds): ErasureTeller => {
  let told: number | null = null
  const erasure = (tenantId: string): string => positions.seal(tenantId, told ?? 0)
  return {
    erasure,
    async tell() {
      const found = await erasedSince(told)
      told = found.erasure
      for (const tenantId of found.tenantIds) outlet.erased(tenantId, { erasure: erasure(tenantId) })
    },
  }
}
