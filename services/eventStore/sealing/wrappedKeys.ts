import type { Subject } from '../eventStore.ts'

export interface WrappedTenantKey {
  tenantId: string
  wrapped: Buffer
}

export interface WrappedSubjectKey extends Subject {
  wrapped: Buffer
}

/**
 * Where wrapped keys are kept, outside the log. Keys never change: the first insert wins, and everybody then finds that
 * key.
 */
export interface WrappedKeys {
  findTenants(tenantIds: readonly string[]): Promise<WrappedTenantKey[]>
  /** Durable when it resolves; keys that exist already stay as they are. */
  insertTenants(keys: readonly WrappedTenantKey[]): Promise<void>
  findSubjects(subjects: readonly Subject[]): Promise<WrappedSubjectKey[]>
  /** Durable when it resolves; keys that exist already stay as they are. */
  insertSubjects(keys: readonly WrappedSubjectKey[]): Promise<void>
}
