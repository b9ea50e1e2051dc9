import { createReadStream } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Columns } from '#events/files/columns.ts'
import { readRecords } from '#events/files/readRecords.ts'
import type { SessionField } from '#events/wordLists.ts'
import { deviceIn } from '#services/sessions/imports/deviceIn.ts'
import { momentIn } from '#services/sessions/imports/momentIn.ts'
import { sessionColumns } from '#services/sessions/imports/sessionColumns.ts'
import { type SessionLine, sessionLine } from '#services/sessions/imports/sessionLine.ts'
import { takenOver } from '#services/sessions/imports/takenOver.ts'
import { WrongSession } from '#services/sessions/imports/wrongSession.ts'

const folder = new URL('../../../support/sessionTables/', import.meta.url)
const now = '2026-11-29T12:00:00.000Z'
const day = 86_400
const policy = { idleSeconds: 7 * day, absoluteSeconds: 60 * day }

const readTable = async (file: string) => {
  const shape = file.endsWith('.csv') ? 'csv' : 'lines'
  const records = await Array.fromAsync(readRecords(createReadStream(new URL(file, folder)), shape, ''))
  const rows = records.map((record) => ('fields' in record ? record.fields : {}))
  const columns = sessionColumns(Object.keys(rows[0]!), new Map())
  return { columns, lines: rows.map((row) => sessionLine(row, columns)) }
}

const fileOf = (columns: Columns<SessionField>) => columns.externalRef

/** All five hold the same two people's sessions: one that goes on, and one that had ended. */
const goesOn = {
  createdAt: '2026-11-20T08:00:00.000Z',
  expiresAt: '2026-12-20T08:00:00.000Z',
  lastActiveAt: '2026-11-29T09:30:00.000Z',
  ip: '203.0.113.7',
  end: null,
}

describe.each([
  ['integerIds.csv', 'session_token', '17', 'loggedOut'],
  ['textIds.csv', 'refresh_token_hash', 'u-17', 'revoked'],
  ['status.csv', 'token', '17', 'loggedOut'],
  ['deviceInfo.ndjson', 'token_hash', '17', 'loggedOut'],
  ['epochs.csv', 'sid', '17', 'loggedOut'],
])('the table %s', (file, reference, userRef, end) => {
  it('is known by its columns', async () => {
    const { columns, lines } = await readTable(file)
    expect(fileOf(columns)).toBe(reference)
    expect(lines[0]).toMatchObject({ ...goesOn, userRef })
    expect(lines[1]).toMatchObject({ end, createdAt: '2026-11-10T08:00:00.000Z' })
  })

  it('gives sessions with their own times', async () => {
    const { lines } = await readTable(file)
    const [live, ended] = lines.map((line) => takenOver(line, policy, now).data)
    expect(live).toEqual({
      startedAt: goesOn.createdAt,
      lastActiveAt: goesOn.lastActiveAt,
      idleSeconds: 7 * day,
      absoluteSeconds: 30 * day,
      end: null,
    })
    expect(ended!.end).not.toBeNull()
    expect(ended!.end!.at <= now).toBe(true)
  })
})

describe('a status', () => {
  it('says how a session ended, in the words of the table', async () => {
    const { lines } = await readTable('status.csv')
    expect(lines.map(({ end }) => end)).toEqual([null, 'loggedOut', 'expired', 'revoked'])
    expect(lines.map((line) => takenOver(line, policy, now).data.end)).toEqual([
      null,
      { how: 'loggedOut', at: '2026-11-12T07:15:00.000Z' },
      { how: 'expired', at: '2026-10-08T08:00:00.000Z' },
      { how: 'revoked', at: '2026-11-11T10:00:00.000Z' },
    ])
  })
})

describe('columns of other names', () => {
  it('are named by whoever imports, and go first', () => {
    const names = ['id', 'token', 'who', 'user_id']
    const map = new Map<string, SessionField>([
      ['who', 'user'],
      ['id', 'externalRef'],
    ])
    expect(sessionColumns(names, map)).toEqual({ externalRef: 'id', user: 'who' })
  })

  it('have to be there, and a reference and a person too', () => {
    expect(() => sessionColumns(['token', 'user_id'], new Map([['x', 'ip']]))).toThrow('no column x')
    expect(() => sessionColumns(['user_id'], new Map())).toThrow('the reference')
    expect(() => sessionColumns(['token'], new Map())).toThrow('the person')
  })
})

const line = (change: Partial<SessionLine>): SessionLine => ({
  externalRef: 'r',
  userRef: '1',
  email: null,
  createdAt: '2026-11-20T08:00:00.000Z',
  expiresAt: null,
  lastActiveAt: null,
  ip: null,
  userAgent: null,
  device: {},
  end: null,
  endedAt: null,
  ...change,
})

describe('a session that goes on', () => {
  it('lives no longer than the policy allows, and says that it was shortened', () => {
    const { data, isShortened } = takenOver(line({ expiresAt: '2027-11-20T08:00:00.000Z' }), policy, now)
    expect(data).toMatchObject({ absoluteSeconds: 60 * day, end: null })
    expect(isShortened).toBe(true)
  })

  it('goes on until signed out where neither the table nor the policy names an end', () => {
    const endless = { ...policy, absoluteSeconds: null }
    expect(takenOver(line({}), endless, now).data).toMatchObject({ absoluteSeconds: null, end: null })
    const { data, isShortened } = takenOver(line({ expiresAt: '2027-11-20T08:00:00.000Z' }), endless, now)
    expect(data).toMatchObject({ absoluteSeconds: 365 * day, end: null })
    expect(isShortened).toBe(false)
  })

  it('has ended there where the table says expired, whatever the policy', () => {
    const { end } = takenOver(line({ end: 'expired' }), { ...policy, absoluteSeconds: null }, now).data
    expect(end).toEqual({ how: 'expired', at: now })
  })

  it('of a table that tells no activity is active now', () => {
    expect(takenOver(line({}), policy, now).data).toMatchObject({ lastActiveAt: now, end: null })
  })

  it('that nobody has used for too long has lapsed', () => {
    const { data } = takenOver(line({ lastActiveAt: '2026-11-21T08:00:00.000Z' }), policy, now)
    expect(data.end).toEqual({ how: 'idle', at: '2026-11-28T08:00:00.000Z' })
  })

  it('that began in the future is refused', () => {
    expect(() => takenOver(line({ createdAt: '2026-11-30T08:00:00.000Z' }), policy, now)).toThrow(WrongSession)
  })
})

describe('a time', () => {
  it.each([
    ['2026-11-29T10:00:00.123Z', '2026-11-29T10:00:00.123Z'],
    ['2026-11-29 10:00:00.123456', '2026-11-29T10:00:00.123Z'],
    ['2026-11-29 10:00:00+02', '2026-11-29T08:00:00.000Z'],
    ['2026-11-29 10:00:00 +05:30', '2026-11-29T04:30:00.000Z'],
    ['2026-11-29', '2026-11-29T00:00:00.000Z'],
    [1_795_944_600, '2026-11-29T09:30:00.000Z'],
    ['1795944600000', '2026-11-29T09:30:00.000Z'],
    ['', null],
    ['NULL', null],
    ['\\N', null],
  ])('%j is %s', (text, moment) => expect(momentIn(text, 'It')).toBe(moment))

  it.each(['yesterday', '29.11.2026', '2026-13-45', {}, '9'.repeat(30), '0000-00-00 00:00:00', true])(
    '%j is none',
    (text) => {
      expect(() => momentIn(text, 'It')).toThrow(WrongSession)
    },
  )
})

describe('device details', () => {
  it.each([
    ['{"browser":"Chrome","os":"Windows"}', { name: 'Chrome on Windows' }],
    [
      { deviceName: 'Pixel', deviceId: 'x' },
      { id: 'x', name: 'Pixel' },
    ],
    ['Ann’s phone', { name: 'Ann’s phone' }],
    ['{broken', {}],
    ['[1]', { name: '[1]' }],
    ['null', {}],
    [{ name: { deep: true } }, {}],
  ])('%j are read', (value, device) => expect(deviceIn(value).device).toEqual(device))
})
