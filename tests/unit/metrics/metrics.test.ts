import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import { sessionStream } from '#events/streams.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { memoryEventLog } from '#services/eventStore/memoryEventLog.ts'
import { countedEventStore } from '#services/metrics/countedEventStore.ts'
import { metrics, type MetricsNeeds } from '#services/metrics/metrics.ts'
import { timedEventLog } from '#services/metrics/timedEventLog.ts'
import { memoryStore } from '../../support/memoryStore.ts'
import { newEvent } from '../../support/newEvent.ts'

const tenantId = '0193aaaa-0000-7000-8000-000000000001'
const ids = { sessionId: '0193aaaa-0000-7000-8000-000000000002', userId: '0193aaaa-0000-7000-8000-000000000003' }

const given = (sources: Partial<MetricsNeeds> = {}) => metrics({ processMetrics: false, ...sources })
const happened = (type: RollcallEvent['type'], data: object = {}) =>
  ({ type, version: 1, data, at: '2026-11-20T09:00:00.000Z' }) as unknown as NewEvent<RollcallEvent>

const samples = async (text: Promise<string>): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await text)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )

describe('metrics of what happens', () => {
  it('count starts, refreshes, endings by their cause, failures and findings', async () => {
    const { observe, metricsText } = given()
    const events = [
      happened('SessionStarted'),
      happened('SessionStarted'),
      happened('SessionRefreshed'),
      happened('SessionRevoked', { cause: 'admin' }),
      happened('SessionRevoked', { cause: 'reuse' }),
      happened('SessionRevoked', { cause: 'admin' }),
      happened('SessionLoggedOut', { by: 'person' }),
      happened('SessionExpired', { kind: 'idle' }),
      happened('LoginFailed', { cause: 'wrong-password' }),
      happened('RefreshRefused', { cause: 'session-ended' }),
      happened('RefreshTokenReused'),
      happened('AnomalyRaised', { rule: 'impossible-travel' }),
      happened('UserRegistered'),
    ]
    events.forEach(observe)
    expect(await samples(metricsText())).toMatchObject({
      rollcall_session_starts_total: 2,
      rollcall_session_refreshes_total: 1,
      'rollcall_session_revocations_total{cause="admin"}': 2,
      'rollcall_session_revocations_total{cause="reuse"}': 1,
      'rollcall_session_logouts_total{by="person"}': 1,
      'rollcall_session_expiries_total{kind="idle"}': 1,
      'rollcall_sign_in_failures_total{cause="wrong-password"}': 1,
      'rollcall_refresh_refusals_total{cause="session-ended"}': 1,
      rollcall_refresh_reuses_total: 1,
      'rollcall_anomalies_total{rule="impossible-travel"}': 1,
    })
  })

  it('count what leaves no event', async () => {
    const { unrecorded, metricsText } = given()
    unrecorded('refresh-repeated')
    unrecorded('refresh-repeated')
    unrecorded('unknown-tenant')
    expect(await samples(metricsText())).toMatchObject({
      rollcall_refresh_repeats_total: 2,
      rollcall_sign_in_unknown_tenants_total: 1,
    })
  })

  it('count what this process has stored, once it is stored', async () => {
    const { observe, metricsText } = given()
    const { store } = memoryStore()
    const counted = countedEventStore(store, observe)
    const stream = sessionStream(tenantId, 's')
    await counted.append(stream, [newEvent('SessionLoggedOut', { ...ids, by: 'person' })], noStream)
    await expect(
      counted.append(stream, [newEvent('SessionLoggedOut', { ...ids, by: 'client' })], noStream),
    ).rejects.toMatchObject({ code: 'stale-revision' })
    const found = await samples(metricsText())
    expect(found['rollcall_session_logouts_total{by="person"}']).toBe(1)
    expect(found['rollcall_session_logouts_total{by="client"}']).toBeUndefined()
  })
})

describe('metrics of how things are', () => {
  it('are asked for at the scrape', async () => {
    let active = 3
    const { metricsText } = given({
      liveCounts: async () => ({ active, deviceType: { desktop: active - 1, mobile: 1 } }),
      viewLag: () => [{ view: 'session_list', events: 12, seconds: 0.5 }],
      sockets: () => ({ live: 2, me: 5 }),
      hashQueue: () => 4,
    })
    await metricsText()
    active = 7
    expect(await samples(metricsText())).toMatchObject({
      rollcall_live_sessions: 7,
      'rollcall_live_sessions_by_device_type{device_type="desktop"}': 6,
      'rollcall_live_sessions_by_device_type{device_type="mobile"}': 1,
      'rollcall_view_lag_events{view="session_list"}': 12,
      'rollcall_view_lag_seconds{view="session_list"}': 0.5,
      'rollcall_sockets{namespace="live"}': 2,
      'rollcall_sockets{namespace="me"}': 5,
      rollcall_hash_queue: 4,
    })
  })

  it('tell how far each reader of the log is behind, and of one that has nothing to read only whether it is well', async () => {
    const { metricsText } = given({
      readers: () => [
        { reader: 'detector', failures: 3, lag: { events: 40, seconds: 2.5 } },
        { reader: 'projector', failures: 0, lag: null },
      ],
    })
    const found = await samples(metricsText())
    expect(found).toMatchObject({
      'rollcall_reader_lag_events{reader="detector"}': 40,
      'rollcall_reader_lag_seconds{reader="detector"}': 2.5,
      'rollcall_reader_failures{reader="detector"}': 3,
      'rollcall_reader_failures{reader="projector"}': 0,
    })
    expect(found['rollcall_reader_lag_events{reader="projector"}']).toBeUndefined()
  })

  it('forget a device type of which nobody is left', async () => {
    let deviceType: Record<string, number> = { tv: 1 }
    const { metricsText } = given({ liveCounts: () => ({ active: 1, deviceType }) })
    await metricsText()
    deviceType = {}
    expect(await metricsText()).not.toContain('"tv"')
  })

  it('have no sample rather than an old one when they cannot be read', async () => {
    let reachable = true
    const { metricsText } = given({
      liveCounts: async () => {
        if (!reachable) throw new Error('away')
        return { active: 3, deviceType: { desktop: 3 } }
      },
    })
    await metricsText()
    reachable = false
    const now = await samples(metricsText())
    expect(Object.keys(now).filter((name) => name.startsWith('rollcall_live'))).toEqual([])
  })

  it('tell how old the last backup is, and nothing while there is none', async () => {
    let age: number | null = null
    const { metricsText } = given({ backupAge: async () => age })
    expect((await samples(metricsText()))['rollcall_backup_age_seconds']).toBeUndefined()
    age = 12.5
    expect((await samples(metricsText()))['rollcall_backup_age_seconds']).toBe(12.5)
  })

  it('are left out where this process has no part of them', async () => {
    expect(await given().metricsText()).not.toContain('rollcall_sockets')
  })
})

describe('metrics of the process', () => {
  it('time appends and count what limits refused', async () => {
    const { appended, rateLimited, metricsText } = given()
    let now = 0
    const log = timedEventLog(memoryEventLog(), () => (now += 3), { appended, failed: () => undefined })
    const event = {
      id: 'e',
      type: 'X',
      version: 1,
      tenantId: 't',
      at: '2026-11-20T09:00:00.000Z',
      payload: '{}',
      subject: null,
      sealed: null,
    }
    await log.append('s', [event], -1)
    await expect(log.append('s', [{ ...event, id: 'f' }], -1)).rejects.toMatchObject({ code: 'stale-revision' })
    rateLimited('signIn')
    expect(await samples(metricsText())).toMatchObject({
      rollcall_append_seconds_count: 1,
      'rollcall_append_seconds_bucket{le="0.002"}': 0,
      'rollcall_append_seconds_bucket{le="0.005"}': 1,
      'rollcall_rate_limited_total{class="signIn"}': 1,
    })
  })

  it('tell of memory and event loop too', async () => {
    const { metricsText, contentType } = given({ processMetrics: true })
    expect(await metricsText()).toContain('process_resident_memory_bytes')
    expect(contentType).toContain('text/plain')
  })
})
