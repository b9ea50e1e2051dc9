import { blockOf, parseAddress } from '#events/addresses.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { Logger } from '#services/logging/logger.ts'
import { errorCodes, type ErrorCode } from '#services/ports/errors.ts'
import { callerId, type Caller } from './caller.ts'

export interface Refusal {
  code: ErrorCode
  /** Of a request. Sockets have none. */
  correlationId?: string
  /** The HTTP method, or the message of a socket. */
  method: string
  /** The route's path as the API describes it, so that ids in the address sent stay out of the log; or the socket's namespace. */
  route: string | null
  address: string | null
  caller: Caller | null
  /** An API key that was made here and is no longer good. */
  refusedKey?: { tenantId: string; keyId: string } | undefined
}

export type NoteRefusal = (refusal: Refusal) => void

/** Statuses that refuse the caller, not what the caller sent. */
const refusing: ReadonlySet<number> = new Set([401, 403, 429])
const minuteMs = 60_000
/** Lines that one source may cause in a minute. */
const mostLines = 20
/** Sources that are counted one by one in a minute; all further sources share one count. */
const mostSources = 1_000

/** An address, or the network of one home or machine where it is IPv6 (/64). */
const sourceOf = (address: string | null): string => {
  const parsed = parseAddress(address ?? '')
  if (parsed === null) return 'unknown'
  return parsed.family === 4 ? parsed.text : blockOf(parsed, 64)
}

/**
 * Logs each 401, 403 and 429 at `info`: who was refused what, and no secret. So that no source can fill the disk, its refusals
 * beyond `mostLines` are only counted; their number is logged with the first refusal of a later minute.
 */
export const refusalLog = (logger: Logger, clock: Clock): NoteRefusal => {
  const lines = new Map<string, number>()
  let minuteEnds = 0
  let unlogged = 0

  const beginMinute = (): void => {
    if (unlogged > 0) logger.info('refusals beyond the share of their source were not logged', { refusals: unlogged })
    lines.clear()
    unlogged = 0
    minuteEnds = clock.now() + minuteMs
  }

  return ({ code, address, caller, refusedKey, ...request }) => {
    if (!refusing.has(errorCodes[code])) return
    if (clock.now() >= minuteEnds) beginMinute()
    const source = sourceOf(address)
    const key = lines.has(source) || lines.size < mostSources ? source : 'others'
    const count = (lines.get(key) ?? 0) + 1
    lines.set(key, count)
    if (count > mostLines) unlogged += 1
    else
      logger.info('request refused', {
        ...request,
        status: errorCodes[code],
        code,
        address,
        ...(caller === null ? refusedKey : { tenantId: caller.tenantId, caller: callerId(caller) }),
      })
  }
}
