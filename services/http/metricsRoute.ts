import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from './route.ts'
import { bytes } from './stream.ts'

export interface MetricsSource {
  metricsText: () => Promise<string>
  contentType: string
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** `/metrics` for a client that sends the token. Where no token is set the route answers 404. */
export const metricsRoute = ({ metricsText, contentType }: MetricsSource, token: string | undefined): Route =>
  defineRoute({
    id: 'readMetrics',
    method: 'get',
    path: '/metrics',
    tag: 'Probes',
    summary: 'Metrics in the Prometheus text format; needs the METRICS_TOKEN as bearer token',
    access: 'public',
    limit: 'none',
    answers: { 200: { description: 'Metrics', schema: z.string(), contentType: 'text/plain' } },
    errors: ['not-signed-in', 'not-found'],
    handle: async ({ bearer }) => {
      if (token === undefined) throw new CodedError('not-found')
      if (bearer === undefined || !timingSafeEqual(digest(bearer), digest(token))) throw new CodedError('not-signed-in')
      const text = await metricsText()
      return { status: 200, stream: bytes(contentType, () => [text]) }
    },
  })
