import type { KnownOrigins } from '#services/limits/knownOrigins.ts'

/** Known devices and addresses in memory, for as long as the test runs. */
export const memoryKnownOrigins = (): KnownOrigins => {
  const known = new Set<string>()
  return {
    among: async (keys) => new Set(keys.filter((key) => known.has(key))),
    remember: async (keys) => keys.forEach((key) => known.add(key)),
  }
}
