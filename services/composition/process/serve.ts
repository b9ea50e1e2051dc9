import { basePathOf, belowBase } from '#services/http/basePath.ts'
import { openServing } from './openServing.ts'
import { everyRole } from './processRoles.ts'
import type { Running, Served } from './running.ts'
import { serveApi } from './serveApi.ts'
import { type App, probesOnly } from './serveHttp.ts'
import { serveSockets } from './serveSockets.ts'
import type { Knowing } from './serving.ts'

const nothing = async (): Promise<void> => {}

/** Serves what the roles of this process allow: all routes, or only probes and metrics. */
export const serve = async (running: Running, knowing: Knowing | null): Promise<Served> => {
  const { parts, core, readiness } = running
  const { roles = everyRole } = parts
  const probes = (): Served => ({ ...probesOnly(parts, core, readiness), stop: nothing })
  if (knowing === null || !(roles.has('api') || roles.has('realtime'))) return probes()
  const serving = openServing(parts, core, knowing)
  const served = roles.has('api') ? serveApi(running, serving) : probes()
  const stop = async (): Promise<void> => {
    await served.stop()
    await serving.reports.close()
  }
  return { ...served, stop, ...(roles.has('realtime') ? { realtime: await serveSockets(parts, core, serving) } : {}) }
}

/** Mounts the app on the server. While clients should look for another process, each answer closes its connection. */
export const mount = ({ parts: { server, url }, sendsAway }: Running, app: App): void => {
  const basePath = basePathOf(url)
  server.removeAllListeners('request').on('request', (request, response) => {
    request.url = belowBase(basePath, request.url ?? '/')
    if (sendsAway()) response.shouldKeepAlive = false
    app(request, response)
  })
}
