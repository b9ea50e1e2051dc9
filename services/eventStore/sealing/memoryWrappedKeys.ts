import type { Subject } from '../eventStore.ts'
import type { WrappedKeys, WrappedSubjectKey, WrappedTenantKey } from './wrappedKeys.ts'

const nameOf = ({ tenantId, subject }: Subject): string => `${tenantId}/${subject}`

const present = <Key>(found: (Key | undefined)[]): Key[] => found.filter((key) => key !== undefined)

/** Wrapped keys in this process's memory, for tests and for logs that stay in memory. */
export const memoryWrappedKeys = (): WrappedKeys => {
  const tenants = new Map<string, WrappedTenantKey>()
  const subjects = new Map<string, WrappedSubjectKey>()
  return {
    findTenants: async (tenantIds) => present(tenantIds.map((tenantId) => tenants.get(tenantId))),
    async insertTenants(keys) {
      for (const key of keys) if (!tenants.has(key.tenantId)) tenants.set(key.tenantId, key)
    },
    findSubjects: async (wanted) => present(wanted.map((subject) => subjects.get(nameOf(subject)))),
    async insertSubjects(keys) {
      for (const key of keys) if (!subjects.has(nameOf(key))) subjects.set(nameOf(key), key)
    },
  }
}
