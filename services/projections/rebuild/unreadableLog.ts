import type { ParkedEvent } from '../fold/parking.ts'

/**
 * Keys are missing that no erasure explains: rows built without them would silently differ from what people saw. Nothing
 * was replaced.
 */
export class KeysMissing extends Error {
  /** Whose: user ids, or '' for a tenant's own. */
  readonly owners: readonly { tenantId: string; userId: string }[]
  constructor(owners: readonly { tenantId: string; userId: string }[]) {
    const names = owners.map(({ tenantId, userId }) => `${userId === '' ? 'the tenant itself' : userId} of ${tenantId}`)
    super(`Keys are missing for: ${names.join(', ')}. Restore them from a backup; the live views are untouched`)
    this.name = 'KeysMissing'
    this.owners = owners
  }
}

/** @throws KeysMissing */
export const refuseMissingKeys = (parked: readonly ParkedEvent[]): void => {
  const owners = new Map<string, { tenantId: string; userId: string }>()
  for (const { tenantId, missingKeyOf } of parked)
    if (missingKeyOf !== null) owners.set(`${tenantId}/${missingKeyOf}`, { tenantId, userId: missingKeyOf })
  if (owners.size > 0) throw new KeysMissing([...owners.values()])
}
