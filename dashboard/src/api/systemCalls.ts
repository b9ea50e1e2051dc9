import type { z } from 'zod'
import { pageOf } from '#events/wire/page.ts'
import { parkedEventShape, retryAskedShape, systemShape } from '#events/wire/system.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

export type SystemStatus = z.infer<typeof systemShape>

const parkedEvents = pageOf(parkedEventShape)

export const readSystem = async (http: Http, signal: AbortSignal): Promise<SystemStatus> =>
  (await apiOver(http).get('/v1/system', { signal }, systemShape)).body

export const listParked = async (http: Http, cursor: string | null, signal: AbortSignal) =>
  (await apiOver(http).get('/v1/system/parked', { query: { cursor }, signal }, parkedEvents)).body

/** Drives again what a reader of the log has parked. Answers how many events that is. */
export const retryParked = async (http: Http, reader: string): Promise<number> =>
  (await apiOver(http).post('/v1/system/parked/{reader}/retry', { params: { reader } }, retryAskedShape)).body.asked
