import type { z } from 'zod'
import { systemShape } from '#events/wire/system.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

export type SystemStatus = z.infer<typeof systemShape>

export const readSystem = async (http: Http, signal: AbortSignal): Promise<SystemStatus> =>
  (await apiOver(http).get('/v1/system', { signal }, systemShape)).body
