import express, { type Application, type NextFunction, type Request, type Response } from 'express'
import { CodedError } from '#services/ports/errors.ts'
import type { Edge } from './edge.ts'
import { mountDashboard } from './mountDashboard.ts'
import { mountRoute } from './mountRoute.ts'
import { admitPage } from './pageAccess.ts'
import { reportError } from './reportError.ts'
import type { Route } from './route.ts'
import { sendTransportSecurity } from './transportSecurity.ts'

const isDecodable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** The path with broken percent escapes (RFC 3986, 2.1) taken literally: it then names nothing, like any malformed id. */
const decodablePath = (path: string): string => {
  if (isDecodable(path)) return path
  const mended = path.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
  return isDecodable(mended) ? mended : path.replaceAll('%', '%25')
}

/** Without this Express's router would answer a broken escape with 400, before any route checks who asks. */
const mended = (url: string): string => {
  if (!url.includes('%')) return url
  const [path = '', ...query] = url.split('?')
  return [decodablePath(path), ...query].join('?')
}

/** What every request begins with, in one step of the router. */
const begin = (edge: Edge) => (request: Request, response: Response, next: NextFunction) => {
  response.locals['correlationId'] = edge.ambient.random.id()
  sendTransportSecurity(edge, request, response)
  request.url = mended(request.url)
  if (!admitPage(request, response)) next()
}

const notFound = (_request: Request, _response: Response, next: NextFunction) => next(new CodedError('not-found'))

/** The folder of the built dashboard, and the base path that its addresses begin with. */
export interface Pages {
  folder: string
  basePath: string
}

/** Express over the routes: API first, then the dashboard's files, then 404. `pages` null: none. */
export const createApp = (edge: Edge, routes: readonly Route[], pages: Pages | null): Application => {
  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('case sensitive routing', true)
  app.use(begin(edge))
  for (const route of routes) mountRoute(app, edge, route)
  app.use('/v1', notFound)
  if (pages !== null) mountDashboard(app, pages.folder, pages.basePath)
  app.use(notFound)
  app.use(reportError(edge))
  return app
}
