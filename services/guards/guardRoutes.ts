import { z } from 'zod'
import type { Position } from '#events/envelope.ts'
import { confirmBody, connectionsShape, revocationsQuery } from '#events/wire/guards.ts'
import type { Caller } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { eventTexts } from '#services/http/stream.ts'
import { CodedError } from '#services/ports/errors.ts'
import { connectionsOf, type ConnectionsNeeds } from './connections.ts'
import type { Journal } from './journal.ts'
import type { GuardIdentity, OpenStreams } from './openStreams.ts'
import type { OwnGuards } from './ownGuards.ts'
import { type Beginning, beginningOf } from './beginning.ts'
import { type SendingNeeds, sendRevocations } from './sendRevocations.ts'

export interface GuardRouteNeeds extends SendingNeeds, ConnectionsNeeds {
  beginning: Beginning
  journal: Journal
  streams: Pick<OpenStreams, 'open'>
  own: Pick<OwnGuards, 'confirmed'>
}

const tag = 'Guards'

/** A guard that does not name itself goes by its key's name. */
const identify = async (
  { keysOf }: Pick<GuardRouteNeeds, 'keysOf'>,
  caller: Caller,
  said: { guard?: string | undefined; version?: string | undefined },
  address: string | null,
): Promise<GuardIdentity> => {
  if (!('keyId' in caller)) throw new CodedError('forbidden')
  const { tenantId, keyId } = caller
  const name = said.guard ?? (await keysOf(tenantId)).get(keyId)?.name.replaceAll(/\s+/g, '-') ?? keyId
  return { tenantId, keyId, name: name.slice(0, 64), version: said.version ?? null, address }
}

const follow = (needs: GuardRouteNeeds) =>
  defineRoute({
    id: 'followRevocations',
    method: 'get',
    path: '/v1/revocations',
    tag,
    summary: 'Follow the endings of this tenant as they happen',
    access: 'follow-revocations',
    limit: 'key',
    query: revocationsQuery,
    answers: {
      200: {
        description:
          'Server-Sent Events `ended`, `not-before`, `beat`, and `reset` where the whole current set follows, which it does without `since`. ' +
          'A stream that was cut goes on with `Last-Event-ID`, or with `since`',
        schema: z.string(),
        contentType: 'text/event-stream',
      },
    },
    errors: ['invalid-position', 'store-unavailable'],
    async handle({ caller, query: { since, guard, version }, headers, context }) {
      const from = await beginningOf(needs.beginning, caller.tenantId, headers.lastEventId ?? since)
      const stream = needs.streams.open(await identify(needs, caller, { guard, version }, context.ip))
      const texts = (signal: AbortSignal) => {
        signal.addEventListener('abort', stream.close)
        if (signal.aborted) stream.close()
        return sendRevocations(needs, stream, from, signal)
      }
      return { status: 200, stream: eventTexts(texts, stream.cut) }
    },
  })

const confirm = (needs: GuardRouteNeeds) =>
  defineRoute({
    id: 'confirmRevocations',
    method: 'post',
    path: '/v1/revocations/confirm',
    tag,
    summary: 'Say up to where a guard has applied the endings',
    access: 'follow-revocations',
    limit: 'key',
    body: confirmBody,
    answers: { 204: { description: 'Known; whoever waits for the effect of a forced logout is told' } },
    errors: ['invalid-position', 'position-reset'],
    async handle({ caller, body: { position, guard, version }, context }) {
      const confirmed: Position = needs.positions.open(caller.tenantId, position)
      needs.own.confirmed(await identify(needs, caller, { guard, version }, context.ip), confirmed)
      return { status: 204 }
    },
  })

const connections = (needs: GuardRouteNeeds) =>
  defineRoute({
    id: 'listConnections',
    method: 'get',
    path: '/v1/connections',
    tag,
    summary:
      'The guards of this tenant, how far each is behind and when it last confirmed, and how many connections its people have open',
    access: 'watch',
    limit: 'read',
    answers: {
      200: { description: 'Connected ones, and those that left in the last 15 minutes', schema: connectionsShape },
    },
    errors: ['store-unavailable'],
    handle: async ({ caller }) => ({ status: 200, body: await connectionsOf(needs, caller.tenantId) }),
  })

export const guardRoutes = (needs: GuardRouteNeeds): Route[] => [follow(needs), confirm(needs), connections(needs)]
