import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { SettingsError, type Settings } from '#services/settings/settings.ts'

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const limits = { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 }

const readNamed = (name: 'TLS_CERT' | 'TLS_KEY', path: string): Buffer | SettingsError => {
  try {
    return readFileSync(path)
  } catch (error) {
    return new SettingsError([`${name}: ${reasonOf(error)}`])
  }
}

/** The certificate chain that the server shows; null: no TLS. @throws SettingsError */
export const readTls = ({ TLS_CERT, TLS_KEY }: Settings): { cert: Buffer; key: Buffer } | null => {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return null
  const cert = readNamed('TLS_CERT', TLS_CERT)
  const key = readNamed('TLS_KEY', TLS_KEY)
  if (cert instanceof Error || key instanceof Error)
    throw new SettingsError([cert, key].flatMap((read) => (read instanceof SettingsError ? read.mistakes : [])))
  return { cert, key }
}

/** A server that answers nothing yet. @throws SettingsError where certificate and key are no pair */
export const createServer = (tls: ReturnType<typeof readTls>): Server => {
  if (tls === null) return createPlainServer(limits)
  try {
    return createTlsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' })
  } catch (error) {
    throw new SettingsError([`TLS_CERT and TLS_KEY: not a certificate and its key in PEM (${reasonOf(error)})`])
  }
}

const listenOn = async (server: Server, host: string, port: number): Promise<void> => {
  server.listen(port, host)
  await once(server, 'listening')
}

const portsTried = 20

/**
 * Listens on the port, or on the next free one of the twenty after it, unless it must be `exactly` this one. Answers the port
 * taken. @throws SettingsError
 */
export const listen = async (server: Server, host: string, port: number, exactly = false): Promise<number> => {
  const last = exactly ? port : Math.min(port + portsTried, 65_535)
  for (let candidate = port; ; candidate += 1) {
    try {
      await listenOn(server, host, candidate)
      return (server.address() as AddressInfo).port
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isTaken) throw new SettingsError([`HOST, PORT: ${reasonOf(error)}`])
      if (candidate >= last)
        throw new SettingsError([exactly ? `PORT: ${port} is taken` : `PORT: ${port} to ${last} are all taken`])
    }
  }
}

/** @throws SettingsError where nothing can listen there. Answers the port: the one given or, for 0, a free one. */
export const requireFree = async (host: string, port: number): Promise<number> => {
  const probe = createPlainServer()
  const free = await listen(probe, host, port, true)
  await closeServer(probe)
  return free
}

/**
 * Answers every request with 503 while the process starts, so that clients try again and do not wait. Only for a process
 * that is alone: beside others it listens once it is ready (docs/decisions/0041).
 */
export const answerNotReady = (server: Server): void => {
  const body = JSON.stringify({
    type: 'urn:rollcall:problem:not-ready',
    title: 'Not ready',
    status: 503,
    code: 'not-ready',
  })
  server.on('request', (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end(body)
  })
}

/** Takes no further connection and resolves when the open ones have closed. Those still open after `patienceMs` are cut. */
export const closeServer = (server: Server, patienceMs = 2_000): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), patienceMs).unref()
  })

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)
const scheme = ({ TLS_CERT }: Pick<Settings, 'TLS_CERT'>): string => (TLS_CERT === undefined ? 'http' : 'https')

const shownHost = (host: string): string => (host === '127.0.0.1' || host === '::1' ? 'localhost' : inUrl(host))

/** The address to print and to put into tokens as issuer. */
export const publicUrl = (settings: Settings, port: number): string =>
  settings.PUBLIC_URL?.replace(/\/+$/, '') ?? `${scheme(settings)}://${shownHost(settings.HOST)}:${port}`

const everyAddress: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** The address at which this machine itself reaches the server, past any proxy. */
export const ownUrl = (settings: Settings, port: number): string =>
  `${scheme(settings)}://${inUrl(everyAddress[settings.HOST] ?? settings.HOST)}:${port}`
