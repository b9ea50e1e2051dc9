import type { SetupLinks } from '#services/tenants/setup/setupLinks.ts'

/** The set-up link without a database. */
export const memorySetupLinks = (): SetupLinks => {
  let link: { digest: string; expiresAt: string; claimedUntil: number } | null = null
  const current = (digest: Buffer, now: string) =>
    link !== null && link.digest === digest.toString('hex') && link.expiresAt > now ? link : null
  const replace = async (digest: Buffer, expiresAt: string) => {
    link = { digest: digest.toString('hex'), expiresAt, claimedUntil: 0 }
  }
  return {
    replace,
    async replaceOutdated(digest, expiresAt, now) {
      if (link !== null && link.expiresAt > now) return false
      await replace(digest, expiresAt)
      return true
    },
    isValid: async (digest, now) => current(digest, now) !== null,
    claim: async (digest, now, seconds) => {
      const found = current(digest, now)
      if (found === null || found.claimedUntil >= Date.parse(now)) return false
      found.claimedUntil = Date.parse(now) + seconds * 1_000
      return true
    },
    release: async (digest) => {
      if (link?.digest === digest.toString('hex')) link.claimedUntil = 0
    },
    remove: async () => {
      link = null
    },
  }
}
