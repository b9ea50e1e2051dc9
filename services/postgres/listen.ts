import { Client, escapeIdentifier } from 'pg'
import { clientConfig, type Pool } from './pool.ts'

/** `backend`: the server's process that notified; absent after a connect, when notices may have been missed. */
type Listener = (payload: string, backend?: number) => void
interface Hub {
  add(channel: string, listener: Listener): () => Promise<void>
}

const shortestPauseMs = 50
const longestPauseMs = 2_000

/** One connection for all channels of a pool; it is open while anybody listens. */
const openHub = (pool: Pool): Hub => {
  const channels = new Map<string, Set<Listener>>()
  let client: Client | undefined
  let isConnected = false
  let timer: NodeJS.Timeout | undefined
  let pauseMs = shortestPauseMs

  const tell = (channel: string, payload: string, backend?: number): void =>
    channels.get(channel)?.forEach((hear) => hear(payload, backend))
  const subscribe = async (to: Client, channel: string): Promise<void> => {
    await to.query(`listen ${escapeIdentifier(channel)}`)
    tell(channel, '')
  }
  const retry = (): void => {
    client = undefined
    isConnected = false
    if (channels.size === 0) return
    timer = setTimeout(() => void connect(), pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
  const connect = async (): Promise<void> => {
    const fresh = new Client({ ...clientConfig(pool.settings), application_name: 'rollcall listen' })
    client = fresh
    // 'end' follows every loss of the connection, with or without 'error'; an 'error' without a listener would end the
    // process.
    fresh.on('error', () => undefined)
    fresh.once('end', retry)
    fresh.on('notification', ({ channel, payload, processId }) => tell(channel, payload ?? '', processId))
    try {
      await fresh.connect()
      isConnected = true
      for (const channel of channels.keys()) await subscribe(fresh, channel)
      pauseMs = shortestPauseMs
    } catch {
      await fresh.end().catch(() => undefined)
    }
  }
  const close = async (): Promise<void> => {
    clearTimeout(timer)
    await client?.end().catch(() => undefined)
  }
  const open = (channel: string): void => {
    channels.set(channel, new Set())
    if (channels.size === 1 && client === undefined) void connect()
    // Ignore the failure: when a connection is lost, the next one subscribes to every channel again.
    else if (isConnected && client !== undefined) void subscribe(client, channel).catch(() => undefined)
  }
  return {
    add(channel, listener) {
      if (!channels.has(channel)) open(channel)
      else if (isConnected) setImmediate(listener, '')
      const listeners = channels.get(channel)!
      listeners.add(listener)
      return async () => {
        listeners.delete(listener)
        if (listeners.size > 0 || channels.get(channel) !== listeners) return
        channels.delete(channel)
        if (channels.size === 0) await close()
      }
    },
  }
}

const hubs = new WeakMap<Pool, Hub>()

/**
 * Calls `onNotify` for every NOTIFY on the channel, and after every connect, because notices may have been missed
 * before. Reconnects by itself until the returned function is called. The order and number of calls mean nothing.
 */
export const listen = (pool: Pool, channel: string, onNotify: Listener): (() => Promise<void>) => {
  const hub = hubs.get(pool) ?? openHub(pool)
  hubs.set(pool, hub)
  return hub.add(channel, onNotify)
}
