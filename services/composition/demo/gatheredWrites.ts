import { memoryWrappedKeys } from '#services/eventStore/sealing/memoryWrappedKeys.ts'
import type { WrappedKeys, WrappedSubjectKey, WrappedTenantKey } from '#services/eventStore/sealing/wrappedKeys.ts'
import { memorySecrets, type Secret, type Secrets } from '#services/tenants/secrets/secrets.ts'

/** Keeps what is written in memory until it is flushed, so that hundreds of rows cost one commit instead of one each. */
export interface Gathered<Store> {
  store: Store
  flush(): Promise<void>
}

/** Uses keys that are stored already: a start that died half-way left some behind. */
export const gatheredKeys = (target: WrappedKeys): Gathered<WrappedKeys> => {
  const memory = memoryWrappedKeys()
  const tenants: WrappedTenantKey[] = []
  const subjects: WrappedSubjectKey[] = []
  const store: WrappedKeys = {
    async findTenants(tenantIds) {
      return [...(await memory.findTenants(tenantIds)), ...(await target.findTenants(tenantIds))]
    },
    async findSubjects(wanted) {
      return [...(await memory.findSubjects(wanted)), ...(await target.findSubjects(wanted))]
    },
    async insertTenants(keys) {
      tenants.push(...keys)
      await memory.insertTenants(keys)
    },
    async insertSubjects(keys) {
      subjects.push(...keys)
      await memory.insertSubjects(keys)
    },
  }
  return {
    store,
    async flush() {
      await target.insertTenants(tenants)
      await target.insertSubjects(subjects)
    },
  }
}

/** How many rows are written at the same time: no more than the connection pool takes without a long wait. */
const atOnce = 8

export const gatheredSecrets = (target: Secrets): Gathered<Secrets> => {
  const memory = memorySecrets()
  const written: Secret[] = []
  return {
    store: {
      value: memory.value,
      async put(secret) {
        written.push(secret)
        await memory.put(secret)
      },
      async putAll(tenantId, secrets) {
        written.push(...secrets)
        await memory.putAll(tenantId, secrets)
      },
    },
    async flush() {
      for (let from = 0; from < written.length; from += atOnce)
        await Promise.all(written.slice(from, from + atOnce).map((secret) => target.put(secret)))
    },
  }
}
