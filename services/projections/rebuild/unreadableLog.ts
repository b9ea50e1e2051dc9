import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'

export interface KeyOwner {
  tenantId: string
  /** '' for the tenant's own key. */
  userId: string
}

/**
 * Keys are missing and no erasure explains it. Rows built without them would silently differ from what people saw, so
 * nothing was replaced.
 */
export class KeysMissing extends Error {
  readonly owners: readonly KeyOwner[]
  constructor(owners: readonly KeyOwner[]) {
    const names = owners.map(({ tenantId, userId }) => `${userId === '' ? 'the tenant itself' : userId} of ${tenantId}`)
    super(`Keys are missing for: ${names.join(', ')}. Restore them from a backup; the live views are untouched`)
    this.name = 'KeysMissing'
    this.owners = owners
  }
}

/** @throws KeysMissing */
export const refuseMissingKeys = (parked: readonly ParkedEvent[]): void => {
  const owners = new Map<string, KeyOwner>()
  for (const { tenantId, missingKeyOf } of parked)
    if (missingKeyOf !== null) owners.set(`${tenantId}/${missingKeyOf}`, { tenantId, userId: missingKeyOf })
  if (owners.size > 0) throw new KeysMissing([...owners.values()])
}
