import { isAlive, readPostmasterFile } from './postmaster.ts'
import { superuser } from './initialise.ts'

/** True when a server on this data directory runs and accepts connections. */
export const isEmbeddedRunning = async (dataDirectory: string): Promise<boolean> => {
  const file = await readPostmasterFile(dataDirectory)
  return file !== undefined && file.ready && isAlive(file.pid)
}

/** The superuser's URL of a running server. @throws Error when none is running. */
export const embeddedUrl = async (dataDirectory: string, password: string, database: string): Promise<string> => {
  const file = await readPostmasterFile(dataDirectory)
  if (file === undefined) throw new Error(`No PostgreSQL is running on ${dataDirectory}`)
  return `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${file.port}/${database}`
}
