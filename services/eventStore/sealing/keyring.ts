import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { deriveKey } from '#services/masterKey.ts'
import { KeyMissing } from './keyMissing.ts'
import { recentKeys } from './recentKeys.ts'
import { openBytes, seal } from './seal.ts'
import type { Subject } from '../eventStore.ts'
import type { WrappedKeys } from './wrappedKeys.ts'

/** Persons' keys, unwrapped and remembered. */
export interface Keyring {
  /** Makes what is missing; every key is durable and ready when it resolves. At most `batchSubjects` different ones. */
  ensure(subjects: readonly Subject[]): Promise<void>
  /** Makes what exists ready. At most `batchSubjects` different ones. */
  load(subjects: readonly Subject[]): Promise<void>
  /** A ready key. @throws KeyMissing */
  key(tenantId: string, subject: string): KeyObject
}

const keyBytes = 32
/** As many different subjects as one call may make ready; the last so many are remembered. */
export const batchSubjects = 100_000

const nameOf = (tenantId: string, subject: string): string => tenantId + subject

const tenantBinding = (tenantId: string): string => `tenant key\n${tenantId}`
const subjectBinding = ({ tenantId, subject }: Subject): string => `subject key\n${tenantId}\n${subject}`

const unique = (subjects: readonly Subject[]): Subject[] => [
  ...new Map(subjects.map((subject) => [nameOf(subject.tenantId, subject.subject), subject])).values(),
]

export const keyring = (masterKey: Buffer, wrappedKeys: WrappedKeys): Keyring => {
  const wrappingKey = createSecretKey(deriveKey(masterKey, 'tenant-keys'))
  const tenantKeys = new Map<string, KeyObject>()
  const subjectKeys = recentKeys<KeyObject>(batchSubjects)

  const loadTenants = async (tenantIds: readonly string[]): Promise<string[]> => {
    const unknown = tenantIds.filter((tenantId) => !tenantKeys.has(tenantId))
    if (unknown.length === 0) return []
    for (const { tenantId, wrapped } of await wrappedKeys.findTenants(unknown))
      tenantKeys.set(tenantId, createSecretKey(openBytes(wrappingKey, wrapped, tenantBinding(tenantId))))
    return unknown.filter((tenantId) => !tenantKeys.has(tenantId))
  }
  const ensureTenants = async (tenantIds: readonly string[]): Promise<void> => {
    const missing = await loadTenants(tenantIds)
    if (missing.length === 0) return
    await wrappedKeys.insertTenants(
      missing.map((tenantId) => ({
        tenantId,
        wrapped: seal(wrappingKey, randomBytes(keyBytes), tenantBinding(tenantId)),
      })),
    )
    await loadTenants(missing)
  }
  const isUnknown = ({ tenantId, subject }: Subject): boolean =>
    subjectKeys.get(nameOf(tenantId, subject)) === undefined

  /** Answers the subjects that have no key. */
  const load = async (subjects: readonly Subject[]): Promise<Subject[]> => {
    const unknown = unique(subjects.filter(isUnknown))
    if (unknown.length === 0) return []
    await loadTenants([...new Set(unknown.map(({ tenantId }) => tenantId))])
    for (const { wrapped, ...subject } of await wrappedKeys.findSubjects(unknown)) {
      const tenantKey = tenantKeys.get(subject.tenantId)
      if (tenantKey === undefined) continue
      const key = createSecretKey(openBytes(tenantKey, wrapped, subjectBinding(subject)))
      subjectKeys.set(nameOf(subject.tenantId, subject.subject), key)
    }
    return unknown.filter(isUnknown)
  }
  return {
    async load(subjects) {
      await load(subjects)
    },
    async ensure(subjects) {
      const missing = await load(subjects)
      if (missing.length === 0) return
      await ensureTenants([...new Set(missing.map(({ tenantId }) => tenantId))])
      const wrap = (subject: Subject) => ({
        ...subject,
        wrapped: seal(tenantKeys.get(subject.tenantId)!, randomBytes(keyBytes), subjectBinding(subject)),
      })
      await wrappedKeys.insertSubjects(missing.map(wrap))
      // Read back: where another process was faster, its key is the one that counts.
      await load(missing)
    },
    key(tenantId, subject) {
      const key = subjectKeys.get(nameOf(tenantId, subject))
      if (key === undefined) throw new KeyMissing(tenantId, subject)
      return key
    },
  }
}
