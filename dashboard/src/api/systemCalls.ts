import type { Http } from './http.ts'

interface SystemView {
  name: string
  position: number | string
  /** Events behind the log's end. */
  lag: number
  state: string
  parked: number
}

export interface SystemStatus {
  version: string
  roles: readonly string[]
  views: readonly SystemView[]
}

export const readSystem = async (http: Http, signal: AbortSignal): Promise<SystemStatus> =>
  (await http.get<SystemStatus>('/v1/system', { signal })).body
