import type { Connection, Pool, PoolClient } from 'pg'

/** The driver's client has its connection, of which its types do not tell. */
const streamOf = (client: PoolClient) => (client as PoolClient & { connection: Connection }).connection.stream

/** The connections of a pool of which nobody knows whether the network still carries them. */
export const doubtedConnections = (pool: Pool) => {
  const open = new Set<PoolClient>()
  let doubted = new Set<PoolClient>()
  pool.on('connect', (client) => {
    open.add(client)
    client.on('drain', () => doubted.delete(client))
  })
  pool.on('remove', (client) => {
    open.delete(client)
    doubted.delete(client)
  })
  return {
    /** Doubts all that are open, each until it answers. */
    doubt: (): void => void (doubted = new Set(open)),
    /** Breaks those that are in doubt: who waits for an answer on one gets an error, and the pool opens another. */
    giveUp(): void {
      for (const client of doubted) streamOf(client).destroy()
    },
  }
}
