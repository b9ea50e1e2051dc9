import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Settings } from '#services/settings.ts'

/** A server that answers nothing yet; TLS where certificate and key are set. */
export const createServer = ({ TLS_CERT, TLS_KEY }: Settings): Server => {
  const limits = { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 }
  if (TLS_CERT === undefined || TLS_KEY === undefined) return createPlainServer(limits)
  return createTlsServer({ ...limits, cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY), minVersion: 'TLSv1.2' })
}

const listenOn = async (server: Server, host: string, port: number): Promise<void> => {
  server.listen(port, host)
  await once(server, 'listening')
}

/** Listens on the port, or on the next free one of the twenty after it. Answers the port taken. */
export const listen = async (server: Server, host: string, port: number): Promise<number> => {
  for (let candidate = port; ; candidate += 1) {
    try {
      await listenOn(server, host, candidate)
      return (server.address() as AddressInfo).port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || candidate >= port + 20) throw error
    }
  }
}

const shownHost = (host: string): string => {
  if (host === '127.0.0.1' || host === '::1') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/** The address to print and to sign as issuer. */
export const publicUrl = ({ PUBLIC_URL, HOST, TLS_CERT }: Settings, port: number): string =>
  PUBLIC_URL?.replace(/\/$/, '') ?? `${TLS_CERT === undefined ? 'http' : 'https'}://${shownHost(HOST)}:${port}`
