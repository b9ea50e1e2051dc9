import { basePathOf, belowBase } from '#services/http/basePath.ts'
import { startRealtime, type Realtime } from '#services/realtime/startRealtime.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'
import { addressBehind, type Serving } from './serving.ts'

/** Counts each connection as a read of its address, so that nobody opens thousands. */
const admitAddress =
  ({ limits }: Serving) =>
  (address: string | null): Promise<boolean> =>
    limits.consume('read', { address, caller: null, claimedTenant: null, claimedEmail: null }).then(
      () => true,
      () => false,
    )

export const serveSockets = (parts: CompositionParts, core: Core, serving: Serving): Promise<Realtime> => {
  const { server, surroundings, logger, url, settings } = parts
  const { views, sessions, reports } = serving
  const basePath = basePathOf(url)
  server.prependListener('upgrade', (request) => {
    request.url = belowBase(basePath, request.url ?? '/')
  })
  return startRealtime({
    server,
    tail: core.tail,
    positions: core.positions,
    ambient: surroundings.ambient,
    logger,
    noteRefusal: core.noteRefusal,
    directory: core.tenants.directory,
    checkSession: sessions.checkSession,
    refusalAt: sessions.refusalAt,
    changesSince: views.changesSince,
    erasedSince: views.erasedSince,
    readChanged: views.readChanged,
    onChanged: views.onViewsChanged,
    reports,
    clientAddress: addressBehind(settings),
    admitAddress: admitAddress(serving),
    ownOrigins: [new URL(url).origin],
  })
}
