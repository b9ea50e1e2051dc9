import type { Application, Request, Response } from 'express'
import helmet from 'helmet'
import { askedHints } from '#services/ports/clientHints.ts'
import { pageBelow } from './pageBelow.ts'
import { readStoredFiles } from './readStoredFiles.ts'
import { sendStoredFile, storedFile, type StoredFile } from './storedFile.ts'

const yearSeconds = 31_536_000

/** No page may ask a foreign host for anything; sockets go to where the page came from. */
const pageHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'"],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'same-origin' },
})

/** The names of files below /assets carry a digest of their content. */
const cacheControlOf = (path: string): string =>
  path.startsWith('/assets/') ? `public, max-age=${yearSeconds}, immutable` : 'no-cache'

/** Addresses that belong to machines never answer with the page, so that a mistyped route is a 404. */
const machinePaths = /^\/(?:v1|\.well-known|assets|socket\.io)(?:\/|$)|^\/(?:livez|readyz|metrics|openapi\.json)$/

/** `/`, the address we print, answers every client with the page. Other addresses answer browsers only; tools get a 404. */
const mightBePage = (path: string, accept: string | undefined): boolean =>
  path === '/' || (!machinePaths.test(path) && !/\.[a-z0-9]+$/i.test(path) && (accept?.includes('text/html') ?? false))

/** The dashboard's page. With a base path it differs from the build and is sent uncompressed, because it is small. */
const placed = (built: StoredFile, basePath: string): StoredFile =>
  basePath === ''
    ? built
    : storedFile(Buffer.from(pageBelow(basePath, built.plain.toString('utf8'))), built.contentType)

/** Serves the built dashboard from memory: clients may cache assets for a year, every page address answers with index.html. */
export const mountDashboard = (app: Application, folder: string, basePath: string): void => {
  const files = readStoredFiles(folder)
  const built = files.get('/index.html')
  const page = built === undefined ? undefined : placed(built, basePath)
  app.use(pageHeaders)
  app.get(/.*/, (request: Request, response: Response, next) => {
    const { path } = request
    const file = files.get(decodeURIComponent(path)) ?? (mightBePage(path, request.get('accept')) ? page : undefined)
    if (file === undefined) return next()
    response.set('cache-control', cacheControlOf(path))
    if (file === page) response.set('accept-ch', askedHints)
    sendStoredFile(request, response, file)
  })
}
