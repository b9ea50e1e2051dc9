import { parseAddress } from '#events/addresses.ts'
import { addressSet } from '#services/context/addressSet.ts'
import { clientAddress } from '#services/context/clientAddress.ts'
import type { Limits } from '#services/limits/limits.ts'
import type { TenantIndex } from '#services/projections/tenantIndex/tenantIndex.ts'
import type { ViewHandouts } from '#services/projections/viewHandouts.ts'
import type { notifiedReports } from '#services/realtime/endings/notifiedReports.ts'
import type { SessionService } from '#services/sessions/sessionService.ts'
import type { Settings } from '#services/settings/settings.ts'

/** The parts that tell live sessions from ended ones. */
export interface Knowing {
  views: ViewHandouts
  sessions: SessionService
  tenantIndex: TenantIndex
}

/** The parts that HTTP and sockets share. */
export interface Serving extends Knowing {
  limits: Limits
  reports: ReturnType<typeof notifiedReports>
}

/** The client's address of a connection, behind the proxies that the operator trusts. */
export const addressBehind = ({ TRUSTED_PROXIES }: Pick<Settings, 'TRUSTED_PROXIES'>) => {
  const trusted = addressSet(TRUSTED_PROXIES)
  return (connection: { remoteAddress: string | undefined; forwardedFor: string | undefined }) =>
    clientAddress(connection, trusted)
}

/** Whether a connection comes from a proxy that the operator trusts. */
export const trustedProxy = ({ TRUSTED_PROXIES }: Pick<Settings, 'TRUSTED_PROXIES'>) => {
  const trusted = addressSet(TRUSTED_PROXIES)
  return (remoteAddress: string | undefined): boolean => {
    const address = parseAddress(remoteAddress ?? '')
    return address !== null && trusted.has(address)
  }
}
