import { Client, escapeIdentifier } from 'pg'
import { clientConfig, type Pool } from './pool.ts'

const shortestPauseMs = 50
const longestPauseMs = 2_000

/**
 * Calls `onNotify` for every NOTIFY on the channel, and after every (re)connection, because some may have been missed.
 * Reconnects by itself until the returned function is called. Neither order nor number of calls means anything.
 */
export const listen = (pool: Pool, channel: string, onNotify: (payload: string) => void): (() => Promise<void>) => {
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let pauseMs = shortestPauseMs
  let stopped = false

  const retry = (): void => {
    if (stopped) return
    timer = setTimeout(() => void connect(), pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
  const connect = async (): Promise<void> => {
    const fresh = new Client({ ...clientConfig(pool.settings), application_name: 'rollcall listen' })
    client = fresh
    // 'end' follows every loss of the connection, 'error' or not; an unheard 'error' would end the process.
    fresh.on('error', () => undefined)
    fresh.once('end', retry)
    fresh.on('notification', ({ payload }) => onNotify(payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`listen ${escapeIdentifier(channel)}`)
      pauseMs = shortestPauseMs
      onNotify('')
    } catch {
      await fresh.end().catch(() => undefined)
    }
  }
  void connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await client?.end().catch(() => undefined)
  }
}
