import QuickLRU from 'quick-lru'
import type { KeyObject } from 'node:crypto'
import type { Subject } from '../eventStore.ts'
import { KeyMissing } from './keyMissing.ts'
import { newWrappedKey, openTenantKeys, unwrapKey } from './tenantKeys.ts'
import type { WrappedKeys } from './wrappedKeys.ts'

/** People's keys, unwrapped and held in memory. */
export interface Keyring {
  /**
   * Makes the missing keys; when it resolves, every key is durable and ready. At most as many different subjects as
   * it remembers.
   */
  ensure(subjects: readonly Subject[]): Promise<void>
  /** True for a key that is ready, without a wait. Nearly always. */
  holds(subject: Subject): boolean
  /** Makes the existing keys ready. At most as many different subjects as it remembers. */
  load(subjects: readonly Subject[]): Promise<void>
  /**
   * Answers a key that is ready. Null: the person is forgotten, because the tenant's key is there and the person's is not.
   * @throws KeyMissing when the tenant's key or the one of its own events is gone
   */
  key(tenantId: string, subject: string): KeyObject | null
  /** Forgets every key; each is looked for again when it is next needed. For when one was destroyed. */
  forget(): void
  /** How often it was told to forget. */
  epoch(): number
}

/** A keyring remembers so many keys, the latest ones, unless it is told less. */
const rememberedKeys = 100_000

const nameOf = (tenantId: string, subject: string): string => tenantId + subject
const bindingOf = ({ tenantId, subject }: Subject): string => `subject key\n${tenantId}\n${subject}`
const tenantsOf = (subjects: readonly Subject[]): string[] => subjects.map(({ tenantId }) => tenantId)

const unique = (subjects: readonly Subject[]): Subject[] => [
  ...new Map(subjects.map((subject) => [nameOf(subject.tenantId, subject.subject), subject])).values(),
]

export const keyring = (masterKey: Buffer, wrappedKeys: WrappedKeys, most = rememberedKeys): Keyring => {
  const tenantKeys = openTenantKeys(masterKey, wrappedKeys)
  let epoch = 0
  /** Null: looked for and not found. It is looked for again, because a key may be put back. */
  const keys = new QuickLRU<string, KeyObject | null>({ maxSize: most })
  const find = ({ tenantId, subject }: Subject) => keys.get(nameOf(tenantId, subject))
  const isUnknown = (subject: Subject): boolean => (find(subject) ?? null) === null
  const isForgotten = ({ tenantId, subject }: Subject): boolean =>
    subject !== '' && tenantKeys.get(tenantId) !== undefined

  const findOnce = async (subjects: readonly Subject[]): Promise<Subject[]> => {
    const unknown = unique(subjects.filter(isUnknown))
    if (unknown.length === 0) return []
    await tenantKeys.load(tenantsOf(unknown))
    for (const { wrapped, ...subject } of await wrappedKeys.findSubjects(unknown)) {
      const tenantKey = tenantKeys.get(subject.tenantId)
      if (tenantKey === undefined) continue
      keys.set(nameOf(subject.tenantId, subject.subject), unwrapKey(tenantKey, wrapped, bindingOf(subject)))
    }
    const missing = unknown.filter(isUnknown)
    for (const one of missing) if (isForgotten(one)) keys.set(nameOf(one.tenantId, one.subject), null)
    return missing
  }
  /** Answers those subjects that have no key. What was ready is not any more when all keys are forgotten meanwhile: then from the start. */
  const load = async (subjects: readonly Subject[]): Promise<Subject[]> => {
    for (;;) {
      const began = epoch
      const missing = await findOnce(subjects)
      if (epoch === began) return missing
    }
  }
  return {
    holds: (subject) => !isUnknown(subject),
    async load(subjects) {
      await load(subjects)
    },
    async ensure(subjects) {
      const missing = await load(subjects)
      if (missing.length === 0) return
      await tenantKeys.ensure(tenantsOf(missing))
      const made = missing.map(({ tenantId, subject }) => ({
        tenantId,
        subject,
        wrapped: newWrappedKey(tenantKeys.get(tenantId)!, bindingOf({ tenantId, subject })),
      }))
      await wrappedKeys.insertSubjects(made)
      // Read the keys back: if another process was faster, its key is the valid one.
      await load(missing)
    },
    forget() {
      keys.clear()
      epoch += 1
    },
    epoch: () => epoch,
    key(tenantId, subject) {
      const key = find({ tenantId, subject })
      if (key === undefined) throw new KeyMissing(tenantId, subject)
      return key
    },
  }
}
