/** Connections of a tenant's people, over all processes, some seconds ago. */
export interface OpenConnections {
  /** Pages of those who watch. */
  pages: number
  /** Sockets by which people follow their own sessions. */
  sockets: number
  /** Streams of Server-Sent Events by which they do. */
  streams: number
}

export type CountOpenConnections = (tenantId: string) => Promise<OpenConnections>
