import { openData, type OpenData } from '#services/composition/data/openData.ts'
import { openLog, type OpenLog } from '#services/composition/data/openLog.ts'
import { openTenants } from '#services/composition/process/openTenants.ts'
import { CodedError } from '#services/ports/errors.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { readSettings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { Tenants } from '#services/tenants/tenants.ts'

/** Whoever imports a hundred thousand people meets each of them once. */
export const keysOfCommand = 10_000

/** Opens tenants and people beside a running Rollcall, which notices at once what is changed. */
export const withTenants = async <Result>(
  { ambient, monotonicMs, environment }: Surroundings,
  work: (tenants: Tenants, opened: { data: OpenData } & OpenLog) => Promise<Result>,
): Promise<Result> => {
  const data = await openData(readSettings(environment), ambient, { join: true })
  const opened = openLog(data, monotonicMs, { keys: keysOfCommand })
  const { store, close } = opened
  try {
    const tenants = openTenants(data, { store, ambient, logger: silentLogger, isCurrent: () => false })
    return await work(tenants, { data, ...opened })
  } finally {
    await close()
    await data.close()
  }
}

/** @throws CodedError not-found */
export const tenantNamed = async ({ directory }: Tenants, slug: string) => {
  const tenant = await directory.tenantBySlug(slug)
  if (tenant === null) throw new CodedError('not-found', { detail: `There is no tenant ${slug}.` })
  return tenant
}

/** Who acts in the log when somebody types a command. */
export const commandOrigin = ({ ambient }: Surroundings) => ({
  actor: { kind: 'system', id: 'command-line' } as const,
  correlationId: ambient.random.id(),
  context: null,
})

export const because = (reason: string | undefined) => ({ reason: reason ?? null, message: null, ticket: null })
