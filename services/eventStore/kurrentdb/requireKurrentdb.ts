import { CodedError } from '#services/ports/errors.ts'
import { kurrentdbAddress } from './kurrentdbAddress.ts'
import { kurrentdbEventLog } from './kurrentdbEventLog.ts'
import { isOfType } from './passing.ts'

/** A server that starts at the same time as Rollcall has this long to answer. */
const startPatienceMs = 15_000

const advice = (error: unknown, hosts: string): string | undefined => {
  if (isOfType(error, 'access-denied'))
    return `KurrentDB at ${hosts} refuses the user of KURRENTDB_URL, who must be allowed to append to streams and to read $all.`
  const { cause } = error instanceof CodedError ? error : {}
  if (isOfType(cause, 'not-leader'))
    return `${hosts} in KURRENTDB_URL does not lead its cluster: name the cluster with kurrentdb+discover://.`
  if (!(error instanceof CodedError)) return undefined
  const reason = cause instanceof Error && cause.message !== '' ? ` (${cause.message})` : ''
  return `No KurrentDB answers at ${hosts}${reason}. Is it running, and does KURRENTDB_URL end with ?tls=false if, and only if, it runs without TLS?`
}

/** Asks the server of KURRENTDB_URL for its newest event. @throws Error that says what to do */
export const requireKurrentdb = async (url: string, now: () => number, patienceMs = startPatienceMs): Promise<void> => {
  const log = kurrentdbEventLog({ url, now, readPatienceMs: patienceMs })
  try {
    await log.head()
  } catch (error) {
    const message = advice(error, kurrentdbAddress(url).hosts)
    throw message === undefined ? error : new Error(message, { cause: error })
  } finally {
    await log.close()
  }
}
