import type { z } from 'zod'
import type { policyChangeShape } from '#events/wire/policy.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { PageRequest } from '#services/ports/operationViews.ts'
import { type Policies, policyOperationId, type PolicyChange } from '#services/ports/policies.ts'
import { endedBy } from '#services/operations/listed.ts'
import type { OperationLog } from '#services/operations/operationLog.ts'

export interface ListChangesNeeds {
  policies: Pick<Policies, 'read' | 'changesOf'>
  directory: Pick<Directory, 'person'>
  log: Pick<OperationLog, 'read'>
}

type Shown = z.infer<typeof policyChangeShape>

/** A page begins below this version. Versions tell nothing that the page itself does not show, so the cursor needs no seal. */
const cursorOf = (version: number): string => `v${version}`
const beginning = (cursor: string | undefined, newest: number): number => {
  if (cursor === undefined) return newest
  const version = /^v([1-9]\d{0,8})$/.exec(cursor)?.[1]
  if (version === undefined) throw new CodedError('invalid-cursor')
  return Number(version) - 1
}

const show = async (
  { directory, log }: Pick<ListChangesNeeds, 'directory' | 'log'>,
  tenantId: string,
  { version, event, changes }: PolicyChange,
): Promise<Shown> => {
  const { kind, id } = event.actor
  const isPerson = kind === 'admin' || kind === 'user'
  const [person, operation] = await Promise.all([
    isPerson ? directory.person(tenantId, id) : null,
    log.read(tenantId, policyOperationId(tenantId, version)),
  ])
  const why = event.type === 'PolicyChanged' ? { reason: null, ticket: null } : event.data
  return {
    version,
    at: event.at,
    by: { kind, id, name: person?.name ?? null },
    reason: why.reason,
    ticket: why.ticket,
    changes,
    operationId: operation?.started.data.operationId ?? null,
    ended: operation === null ? 0 : endedBy(operation.started.data),
  }
}

/** Changes of the policy, newest first. @throws CodedError invalid-cursor */
export const listChanges =
  (needs: ListChangesNeeds) =>
  async (tenantId: string, { limit, cursor }: PageRequest) => {
    const { tenant } = await needs.policies.read(tenantId)
    const newest = beginning(cursor, tenant.policyVersion)
    const oldest = Math.max(1, newest - limit + 1)
    const versions = Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, place) => newest - place)
    const changes = await needs.policies.changesOf(tenantId, versions)
    return {
      items: await Promise.all(changes.map((change) => show(needs, tenantId, change))),
      nextCursor: oldest > 1 && versions.length > 0 ? cursorOf(oldest) : null,
      total: tenant.policyVersion,
    }
  }
