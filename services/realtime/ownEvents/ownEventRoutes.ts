import { z } from 'zod'
import { ownEventsQuery } from '#events/wire/queries.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { eventTexts } from '#services/http/stream.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { OwnEvents } from './ownEvents.ts'

const follow = (own: OwnEvents) =>
  defineRoute({
    id: 'followOwnEvents',
    method: 'get',
    path: '/v1/me/events',
    tag: 'Own sessions',
    summary: 'Follow one’s own sessions as they change',
    access: 'own-account',
    limit: 'read',
    query: ownEventsQuery,
    answers: {
      200: {
        description:
          'Server-Sent Events `ended`, `session`, `warning`, each second `beat`, and `reset` where sessions are to be read again. It ends ' +
          'with the session and with the access token: get another and go on with `Last-Event-ID`, or with `since`',
        schema: z.string(),
        contentType: 'text/event-stream',
      },
    },
    errors: ['invalid-position', 'store-unavailable'],
    async handle({ caller, bearer, query: { since }, headers }) {
      if (bearer === undefined) throw new CodedError('not-signed-in')
      const stream = await own.open(caller, bearer, headers.lastEventId ?? since)
      const texts = (signal: AbortSignal) => {
        signal.addEventListener('abort', () => own.close(stream))
        if (signal.aborted) own.close(stream)
        return stream.texts(signal, own.beat)
      }
      return { status: 200, stream: eventTexts(texts, stream.cut) }
    },
  })

export const ownEventRoutes = (own: OwnEvents): Route[] => [follow(own)]
