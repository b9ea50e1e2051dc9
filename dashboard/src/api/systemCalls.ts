import type { Http } from './http.ts'

interface SystemView {
  name: string
  lag: { events: number; seconds: number }
  state: 'live' | 'behind' | 'rebuilding'
}

/** Events a view could not take; no tenant's data. */
interface ParkedGroup {
  view: string
  type: string
  reason: string
  events: number
  tenants: number
  keyMissing: boolean
  since: string
}

export interface SystemStatus {
  version: string
  roles: readonly string[]
  views: readonly SystemView[]
  parked: readonly ParkedGroup[]
}

export const readSystem = async (http: Http, signal: AbortSignal): Promise<SystemStatus> =>
  (await http.get<SystemStatus>('/v1/system', { signal })).body
