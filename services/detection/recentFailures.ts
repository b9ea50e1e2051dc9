import type { FailedSignIn } from './failedSignIn.ts'

/** How long before a sign-in a refusal counts. */
export const windowSeconds = 600
/** How many a rule looks at, of one person or one address: the newest. */
export const mostRemembered = 200

/** The refused sign-ins that a rule may ask for, by whom they named and by where they came from. */
export interface RecentFailures {
  add(failure: FailedSignIn): void
  /** Of a person of a tenant, oldest first. */
  ofPerson(tenantId: string, userId: string): readonly FailedSignIn[]
  /** From an address (as `countedAs` writes it) in a tenant, oldest first. */
  fromAddress(tenantId: string, address: string): readonly FailedSignIn[]
}

/** Each once and in log order, however they come. */
const withOne = (known: readonly FailedSignIn[], failure: FailedSignIn): readonly FailedSignIn[] => {
  const place = known.findLastIndex(({ position }) => position <= failure.position)
  if (known[place]?.position === failure.position) return known
  return known.toSpliced(place + 1, 0, failure).slice(-mostRemembered)
}

export const recentFailures = (): RecentFailures => {
  const byKey = new Map<string, readonly FailedSignIn[]>()
  const of = (key: string) => byKey.get(key) ?? []
  const person = (tenantId: string, userId: string) => `${tenantId}+person+${userId}`
  const place = (tenantId: string, address: string) => `${tenantId}+address+${address}`
  return {
    add(failure) {
      const { tenantId, userId, address } = failure
      const keys = [
        ...(userId === null ? [] : [person(tenantId, userId)]),
        ...(address === null ? [] : [place(tenantId, address)]),
      ]
      for (const key of keys) byKey.set(key, withOne(of(key), failure))
    },
    ofPerson: (tenantId, userId) => of(person(tenantId, userId)),
    fromAddress: (tenantId, address) => of(place(tenantId, address)),
  }
}
