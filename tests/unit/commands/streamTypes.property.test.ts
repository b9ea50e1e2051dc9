import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnomalyEvent } from '#events/anomaly/events.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { OperationEvent } from '#events/operation/events.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { EventOfStream, TenantStream } from '#events/streams.ts'
import type { UserEvent } from '#events/user/events.ts'
import type { AnyStreamType } from '#services/commands/checkSnapshots.ts'
import { foldOn, type Loaded, unread } from '#services/commands/streamType.ts'
import { streamTypes } from '#services/composition/data/streamTypes.ts'
import { decideRefresh } from '#services/sessions/commands/decideRefresh.ts'
import { recordActivity, revokeSession } from '#services/sessions/commands/decider.ts'
import { sessionStreams, type ReadSession } from '#services/sessions/commands/sessionStreams.ts'
import { recordedAs } from '../../support/recordedAs.ts'
import { at, context, sessionId, started, tenantId, userId } from '../sessions/given.ts'

const because = { reason: 'odd', message: null, ticket: null }
const ids = { sessionId, userId }
const someId = fc.constantFrom(sessionId, userId, tenantId)
const of = <Event extends RollcallEvent>(type: Event['type'], data: fc.Arbitrary<unknown>): fc.Arbitrary<Event> =>
  data.map((made) => ({ type, version: 1, data: made }) as unknown as Event)

const sessionEvent = fc.oneof(
  fc.constant<SessionEvent>((({ type, version, data }) => ({ type, version, data }))(started()) as SessionEvent),
  of<SessionEvent>(
    'SessionRefreshed',
    fc
      .record({ generation: fc.nat(9), attempt: fc.constantFrom(null, 'a') })
      .map((data) => ({ ...ids, keyId: 'k2', ...data })),
  ),
  of<SessionEvent>(
    'SessionActivityRecorded',
    fc.nat(9_000).map((seconds) => ({ ...ids, activeAt: at(seconds) })),
  ),
  of<SessionEvent>('SessionContextChanged', fc.constant({ ...ids, changed: ['ip'] })),
  of<SessionEvent>('SessionRevoked', fc.constant({ ...ids, cause: 'admin', ...because, operationId: tenantId })),
  of<SessionEvent>('SessionExpired', fc.constant({ ...ids, kind: 'idle', expiredAt: at(50) })),
)
const invalidated = fc
  .record({ operationId: fc.option(someId), userId: fc.option(someId) })
  .map((data) => ({ ...data, notBefore: at(1), except: [sessionId], cause: 'admin', ...because }))
const userEvent = fc.oneof(
  of<UserEvent>(
    'UserInvited',
    someId.map((secretId) => ({ userId, email: 'ann@acme.test', secretId, expiresAt: at(9) })),
  ),
  of<UserEvent>('InviteWithdrawn', fc.constant({ userId, ...because })),
  of<UserEvent>('EmailReleased', fc.constant({ userId })),
  of<UserEvent>(
    'PasswordResetOffered',
    someId.map((secretId) => ({ userId, secretId, expiresAt: at(9) })),
  ),
  of<UserEvent>('UserRegistered', fc.constant({ userId, email: 'ann@acme.test', name: 'Ann' })),
  of<UserEvent>('UserDisabled', fc.constant({ userId, ...because })),
  of<UserEvent>('UserEnabled', fc.constant({ userId, ...because })),
  of<UserEvent>(
    'UserHeld',
    fc.constantFrom(null, at(3), at(9)).map((until) => ({ userId, until, ...because })),
  ),
  of<UserEvent>('UserReleased', fc.constant({ userId, ...because })),
  of<UserEvent>(
    'CredentialChanged',
    someId.map((secretId) => ({ userId, secretId, by: 'admin', temporaryUntil: null, except: [] })),
  ),
  of<UserEvent>(
    'SecondFactorEnrolled',
    fc
      .record({ factorId: someId, secretId: someId, method: fc.constantFrom('totp', 'webauthn'), step: fc.nat(9) })
      .map((data) => ({ ...data, userId, name: 'A', backedUp: null, counter: null, challengeId: null })),
  ),
  of<UserEvent>(
    'SecondFactorUsed',
    fc
      .record({ factorId: someId, challengeId: someId, step: fc.option(fc.nat(9)), counter: fc.option(fc.nat(9)) })
      .map((data) => ({ ...data, userId, backedUp: null })),
  ),
  of<UserEvent>(
    'SecondFactorRefused',
    fc.record({ factorId: someId, challengeId: someId }).map((data) => ({ ...data, userId, cause: 'cloned' })),
  ),
  of<UserEvent>(
    'SecondFactorRenamed',
    someId.map((factorId) => ({ userId, factorId, name: 'B' })),
  ),
  of<UserEvent>(
    'SecondFactorRemoved',
    someId.map((factorId) => ({ userId, factorId })),
  ),
  of<UserEvent>('SecondFactorsReset', fc.constant({ userId, ...because })),
  of<UserEvent>(
    'RecoveryCodesMade',
    someId.map((secretId) => ({ userId, secretId, count: 10 })),
  ),
  of<UserEvent>(
    'RecoveryCodeUsed',
    fc.record({ place: fc.nat(9), challengeId: someId }).map((data) => ({ ...data, userId })),
  ),
  of<UserEvent>(
    'DeviceTrusted',
    someId.map((trustId) => ({ userId, trustId, until: at(9) })),
  ),
  of<UserEvent>(
    'DeviceTrustWithdrawn',
    someId.map((trustId) => ({ userId, trustId })),
  ),
  of<UserEvent>('SessionsInvalidated', invalidated),
)
const tenantEvent = fc.oneof(
  of<EventOfStream<TenantStream>>('TenantRegistered', fc.constant({ slug: 'acme', name: 'Acme', simulated: false })),
  of<EventOfStream<TenantStream>>(
    'ClientRegistered',
    fc.nat(3).map((number) => ({ clientId: `c${number}`, name: 'C', audience: 'a', origins: [], transport: 'bearer' })),
  ),
  of<EventOfStream<TenantStream>>(
    'ClientRemoved',
    fc.nat(3).map((number) => ({ clientId: `c${number}`, operationId: tenantId, ...because })),
  ),
  of<EventOfStream<TenantStream>>(
    'ApiKeyIssued',
    fc.record({ keyId: someId, expiresAt: fc.constantFrom(null, at(9_000)) }).map((data) => ({
      ...data,
      secretId: sessionId,
      name: 'K',
      owner: { kind: 'person', userId },
      scopes: ['read'],
    })),
  ),
  of<EventOfStream<TenantStream>>(
    'ApiKeyRevoked',
    someId.map((keyId) => ({ keyId })),
  ),
  of<EventOfStream<TenantStream>>(
    'MemberRoleChanged',
    fc.record({ userId: someId, roles: fc.subarray(['member', 'admin']) }).map((data) => ({ ...data, ...because })),
  ),
  of<EventOfStream<TenantStream>>(
    'TenantSuspended',
    someId.map((operationId) => ({ operationId, ...because })),
  ),
  of<EventOfStream<TenantStream>>('TenantResumed', fc.constant(because)),
  of<EventOfStream<TenantStream>>(
    'BlockAdded',
    fc
      .record({ blockId: someId, value: fc.constantFrom('DE', 'FR'), until: fc.constantFrom(at(3), at(9)) })
      .map((data) => ({ ...data, kind: 'country', operationId: tenantId, reason: null, ticket: null })),
  ),
  of<EventOfStream<TenantStream>>(
    'BlockRemoved',
    someId.map((blockId) => ({ blockId, reason: null, ticket: null })),
  ),
  of<EventOfStream<TenantStream>>(
    'AdminSetAside',
    fc
      .record({ userId: someId, until: fc.constantFrom(undefined, at(9)) })
      .map(({ userId: setAside, until }) => ({ userId: setAside, ...(until === undefined ? {} : { until }) })),
  ),
  of<EventOfStream<TenantStream>>(
    'AdminBroughtBack',
    someId.map((broughtBack) => ({ userId: broughtBack })),
  ),
  of<EventOfStream<TenantStream>>('SessionsInvalidated', invalidated),
)
const operationEvent = fc.oneof(
  of<OperationEvent>(
    'OperationStarted',
    fc.constant({
      operationId: tenantId,
      kind: 'sessions',
      filter: null,
      userId: null,
      sessionIds: [sessionId, userId],
      spared: [],
      ...because,
    }),
  ),
  of<OperationEvent>(
    'OperationSessionEnded',
    someId.map((ended) => ({ operationId: tenantId, sessionId: ended, outcome: 'ended' })),
  ),
  of<OperationEvent>('OperationFinished', fc.constant({ operationId: tenantId, ended: 1, alreadyEnded: 0 })),
)
const claimEvent = of<RollcallEvent>(
  'EmailClaimed',
  someId.map((owner) => ({ userId: owner })),
)
const anomalyEvent = of<AnomalyEvent>(
  'AnomalyRaised',
  fc.nat(2).map((ruleVersion) => ({ anomalyId: tenantId, userId, ruleVersion })),
)
const slotEvent = of<RollcallEvent>(
  'SessionSlotTaken',
  fc
    .record({
      sessionId: someId,
      freed: fc.subarray([sessionId, userId]),
      displaced: fc.subarray([sessionId, tenantId]),
    })
    .map((data) => ({ userId, clientId: 'web', deviceType: 'desktop', ...data })),
)
const newer = fc.constant({ type: 'OfALaterRelease', version: 3, data: {} } as unknown as RollcallEvent)

const eventOf: Record<string, fc.Arbitrary<RollcallEvent>> = {
  session: sessionEvent,
  user: userEvent,
  tenant: tenantEvent,
  apiKeys: tenantEvent,
  moves: fc.oneof(userEvent, tenantEvent),
  invalidations: fc.oneof(userEvent, tenantEvent),
  operation: operationEvent,
  claim: claimEvent,
  anomaly: anomalyEvent,
  retention: of<RollcallEvent>('RecordsRetired', fc.constant({})),
  slots: slotEvent,
}

const historyOf = (type: AnyStreamType) =>
  fc
    .array(fc.oneof({ weight: 12, arbitrary: eventOf[type.kind]! }, { weight: 1, arbitrary: newer }), { maxLength: 40 })
    .map((events) =>
      recordedAs(type.nameOf(tenantId, userId), events, tenantId).map((event, place) => ({
        ...event,
        at: at(place * 30),
        context: place % 3 === 0 ? null : context({ ip: `198.51.100.${place}` }),
      })),
    )

/** As a snapshot comes back from where it was kept. */
const kept = <State>({ state, ...rest }: Loaded<State>): Loaded<State> => ({
  ...rest,
  state: deserialize(serialize(state)) as State,
})

describe('a snapshot at any revision', () => {
  it.each(streamTypes.map((type) => [type.kind, type] as const))(
    'of a %s comes, with the events after it, to what the first event on comes to',
    (_kind, type) => {
      fc.assert(
        fc.property(historyOf(type), fc.nat(), (events, drawn) => {
          const cut = drawn % (events.length + 1)
          const whole = foldOn(type, unread(type), events)
          const snapshot = kept(foldOn(type, unread(type), events.slice(0, cut)))
          expect(foldOn(type, snapshot, events.slice(cut))).toEqual(whole)
        }),
        { numRuns: 300 },
      )
    },
  )

  it('gives the same decisions on a session', () => {
    const asked = { presented: 1, keyId: 'k9', attempt: 'a', active: true, graceSeconds: 10, clientId: null } as const
    const decisions = ({ session }: ReadSession, now: string) => [
      decideRefresh({ now, ...asked, transport: 'bearer', context: context() }, session),
      recordActivity({ now, context: context() }, session),
      revokeSession({ now, cause: 'admin', ...because, operationId: null }, session),
    ]
    const history = historyOf(sessionStreams)
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(5_000), (events, drawn, seconds) => {
        const ours = events as unknown as Parameters<typeof sessionStreams.fold>[1]
        const cut = drawn % (events.length + 1)
        const snapshot = kept(foldOn(sessionStreams, unread(sessionStreams), ours.slice(0, cut)))
        const { state } = foldOn(sessionStreams, snapshot, ours.slice(cut))
        const fromTheFirst = foldOn(sessionStreams, unread(sessionStreams), ours).state
        expect(decisions(state, at(seconds))).toEqual(decisions(fromTheFirst, at(seconds)))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the types of stream', () => {
  it('are all among those whose snapshots are checked, each of a kind of its own', () => {
    const root = resolve(import.meta.dirname, '../../..')
    const declared = globSync('services/**/*.ts', { cwd: root }).flatMap((file) => [
      ...readFileSync(resolve(root, file), 'utf8').matchAll(/^(?:export )?const (\w+): StreamType</gm),
    ])
    expect(declared.length).toBe(streamTypes.length)
    expect(new Set(streamTypes.map(({ kind }) => kind)).size).toBe(streamTypes.length)
  })
})
