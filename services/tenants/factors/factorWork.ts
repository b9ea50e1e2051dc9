import type { KeyObject } from 'node:crypto'
import type { Ambient } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import type { Digests } from '#services/tenants/claims/digests.ts'
import type { Secrets } from '#services/tenants/secrets/secrets.ts'
import type { Origin, TenantMemory } from '#services/tenants/tenantMemory.ts'
import { decideFactors, type FactorCommand } from './decideFactors.ts'
import { type RelyingParty, relyingPartyOf } from './relyingParty.ts'
import { type SealedTexts, sealedTexts } from '#services/keys/sealedTexts.ts'

export interface OfPerson {
  tenantId: string
  userId: string
}

/** What second factors are kept with. */
export interface FactorWork {
  ambient: Ambient
  memory: TenantMemory
  digests: Digests
  secrets: Secrets
  /** Null: browsers take no passkeys at this server's address. */
  party: RelyingParty | null
  /** Seals seeds and public keys for their rows. */
  rows: SealedTexts
  /** Seals what a client hands back to finish an addition. */
  enrolments: SealedTexts
  recoveryKey: KeyObject
}

export const factorWork = (
  shared: Pick<FactorWork, 'ambient' | 'memory' | 'digests' | 'secrets'>,
  { masterKey, publicUrl }: { masterKey: Buffer; publicUrl?: string },
): FactorWork => ({
  ...shared,
  party: publicUrl === undefined ? null : relyingPartyOf(publicUrl),
  rows: sealedTexts(deriveKey(masterKey, 'second-factors')),
  enrolments: sealedTexts(deriveKey(masterKey, 'factor-enrolments')),
  recoveryKey: deriveKey(masterKey, 'recovery-codes'),
})

/** Decides on the person's stream and appends. */
export const changeFactors = async (
  { memory }: Pick<FactorWork, 'memory'>,
  { tenantId, userId }: OfPerson,
  command: FactorCommand,
  origin: Origin,
) => memory.users.handle(userId, { tenantId, ...origin }, (state) => changes(decideFactors(command, state)))
