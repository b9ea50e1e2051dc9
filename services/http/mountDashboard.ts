import { join } from 'node:path'
import express, { type Application, type Request, type Response } from 'express'
import helmet from 'helmet'
import { mightBePage } from './mightBePage.ts'

const yearMs = 31_536_000_000

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

/** The built dashboard: hashed assets for a year, every page address answers with index.html. */
export const mountDashboard = (app: Application, folder: string): void => {
  app.use(pageHeaders)
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: yearMs, index: false, fallthrough: true }),
  )
  app.use(express.static(folder, { index: false, cacheControl: false }))
  app.get(/.*/, (request: Request, response: Response, next) => {
    if (!mightBePage(request.path, request.get('accept'))) next()
    else
      response.set('cache-control', 'no-cache').sendFile(join(folder, 'index.html'), (error) => {
        if (error !== undefined) next(error)
      })
  })
}
