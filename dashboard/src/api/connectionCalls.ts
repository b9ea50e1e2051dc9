import { type ConnectionRows, connectionsShape } from '#events/wire/guards.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

/** The guards of the tenant, those first that somebody has to look at, and what its people have open. */
export const readConnections = async (http: Http, signal: AbortSignal): Promise<ConnectionRows> =>
  (await apiOver(http).get('/v1/connections', { signal }, connectionsShape)).body
