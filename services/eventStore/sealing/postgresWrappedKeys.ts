import { arrayOf, arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { bytea, text, uuid } from '#services/postgres/binary/wireTypes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { Subject } from '../eventStore.ts'
import type { WrappedKeys, WrappedSubjectKey, WrappedTenantKey } from './wrappedKeys.ts'

const tenants = (subjects: readonly { tenantId: string }[]): Buffer =>
  arrayOf(uuid, subjects, ({ tenantId }) => tenantId)

const names = (subjects: readonly Subject[]): Buffer => arrayOf(text, subjects, ({ subject }) => subject)

const wraps = (keys: readonly { wrapped: Buffer }[]): Buffer => arrayOf(bytea, keys, ({ wrapped }) => wrapped)

/**
 * Wrapped keys in PostgreSQL, on the writer's login. Rows are inserted in the order of the key, so that two processes
 * cannot deadlock.
 */
export const postgresWrappedKeys = (writer: Queryable): WrappedKeys => ({
  async findTenants(tenantIds) {
    const { rows } = await writer.query<WrappedTenantKey>(
      'select tenant_id as "tenantId", wrapped from tenant_keys where tenant_id = any($1::uuid[])',
      [arrayParameter(uuid, tenantIds)],
    )
    return rows
  },
  async insertTenants(keys) {
    await writer.query(
      `insert into tenant_keys (tenant_id, wrapped)
       select tenant_id, wrapped from unnest($1::uuid[], $2::bytea[]) k(tenant_id, wrapped) order by tenant_id
       on conflict do nothing`,
      [tenants(keys), wraps(keys)],
    )
  },
  async findSubjects(subjects) {
    const { rows } = await writer.query<WrappedSubjectKey>(
      `select k.tenant_id as "tenantId", k.subject, k.wrapped
       from unnest($1::uuid[], $2::text[]) wanted(tenant_id, subject) join subject_keys k using (tenant_id, subject)`,
      [tenants(subjects), names(subjects)],
    )
    return rows
  },
  async insertSubjects(keys) {
    await writer.query(
      `insert into subject_keys (tenant_id, subject, wrapped)
       select tenant_id, subject, wrapped from unnest($1::uuid[], $2::text[], $3::bytea[]) k(tenant_id, subject, wrapped)
       order by tenant_id, subject
       on conflict do nothing`,
      [tenants(keys), names(keys), wraps(keys)],
    )
  },
})
