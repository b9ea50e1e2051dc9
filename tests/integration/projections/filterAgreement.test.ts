import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anomalyRules } from '#events/wordLists.ts'
import type { FilterExpression, FilterTerm, FilterValue } from '#events/filter/expression.ts'
import { endCauses, filterFields, sessionStatuses } from '#events/filter/fields.ts'
import { family, fold } from '#events/filter/fold.ts'
import { matches } from '#events/filter/matches.ts'
import { sessionValues } from '#events/filter/sessionValues.ts'
import { wordsOf } from '#events/filter/words.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { type AnomalyListRow, anomalyListTable } from '#services/projections/anomalyList/anomalyListTable.ts'
import { activityOf, sessionActivityTable } from '#services/projections/sessionList/sessionActivityTable.ts'
import { matchedSessions } from '#services/projections/sessionList/matchedSessions.ts'
import { sessionComparisons } from '#services/projections/sessionList/sessionComparisons.ts'
import { inSnapshot } from '#services/projections/queries/snapshot.ts'
import { sessionsByIds } from '#services/projections/sessionList/sessionsByIds.ts'
import { sessionListTable, type SessionListRow } from '#services/projections/sessionList/sessionListTable.ts'
import { tableRows, upsertRows } from '#services/projections/tables/upsertRows.ts'
import { type UserRow, userOverviewTable } from '#services/projections/userOverview/userOverviewTable.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { readVocabulary } from '#services/projections/vocabulary/readVocabulary.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { fillVocabulary } from '../../support/fillVocabulary.ts'
import { block, address } from '../../unit/filter/expressions.ts'

const tenantId = derivedUuid('tenant', 'filter')
const now = Date.parse('2026-11-21T05:55:12.000Z')
const rowCount = 240

/** Few enough to meet again in filters, odd enough to find every place that compares text its own way. */
const words = [
  'Ann Keller', 'ann keller', 'ANN', 'annä', 'İstanbul', 'istanbul', 'Straße', 'STRASSE', 'ΣΊΣΥΦΟΣ', 'σίσυφος', 'ﬁn', 'fin',
  '100%', '100_', 'a\\b', "O'Brien", 'quo"te', 'null', 'NULL', '', ' ', 'tab\there', '\u{10ffff}', 'a\u{10ffff}', '\ud7ff',
  '\ue000', '日本', 'Å', 'A\u030a', 'lone\ud800', 'nul\0byte', '😀', 'ß', 'é', 'e\u0301', '*', 'a*', '{}', '{"a"}', '--',
] // prettier-ignore
const software = ['Chrome 142', 'Chrome 141', 'chrome', 'Acme v8.2', 'Firefox', 'Mac OS X 26.1', 'ＣＨＲＯＭＥ 142']
const word = fc.constantFrom(...words)
const admins = Array.from({ length: 6 }, (_, index) => derivedUuid('admin', index))
const sessionId = (index: number) => derivedUuid('session', index)
const userId = (index: number) => derivedUuid('user', index % 30)
const anomalyId = (index: number) => derivedUuid('anomaly', index)

const moment = fc
  .integer({ min: now - 40 * 60_000, max: now + 40 * 60_000 })
  .map((milliseconds) => new Date(milliseconds).toISOString())
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3 })
const seen = fc.record({
  ip: maybe(address),
  network: maybe(fc.record({ name: word, kind: fc.constant('prefix' as const) })),
  place: maybe(
    fc.record({
      country: maybe(fc.constantFrom('DE', 'FR', 'sg')),
      region: maybe(word),
      city: maybe(word),
      lat: fc.constant(null),
      lon: fc.constant(null),
      accuracyKm: fc.constant(null),
      source: fc.constant('test'),
    }),
  ),
})

const endedBy = maybe(
  fc.record({
    endedByKind: fc.constantFrom('admin', 'apiKey', 'policy'),
    endedById: fc.constantFrom(...admins, 'expiry', 'Impossible-Travel'),
  }),
).map((who) => who ?? { endedByKind: null, endedById: null })

/** The anomalies of these sessions, each with every session that it flags. */
const anomaliesOf = (sessions: readonly SessionListRow[]): AnomalyListRow[] =>
  [...new Set(sessions.flatMap(({ anomalies }) => anomalies.map(({ id }) => id)))].map((id) => ({
    tenantId,
    anomalyId: id,
    rule: 'reuse',
    ruleVersion: 1,
    severity: 50,
    at: new Date(now).toISOString(),
    userId: userId(0),
    sessionIds: sessions.filter(({ anomalies }) => anomalies.some((one) => one.id === id)).map((one) => one.sessionId),
    causeEventId: id,
    evidence: {} as AnomalyListRow['evidence'],
    position: 1,
    answer: null,
  }))

const anyRow = (index: number): fc.Arbitrary<SessionListRow> =>
  fc.tuple(endedBy, anyRest(index)).map(([who, rest]) => Object.assign(rest, who))

const anyRest = (index: number): fc.Arbitrary<Omit<SessionListRow, 'endedByKind' | 'endedById'>> =>
  fc.record({
    tenantId: fc.constant(tenantId),
    sessionId: fc.constant(sessionId(index)),
    position: fc.constant(index + 1),
    userId: fc.constant(userId(index)),
    person: fc.record({ email: word, name: word }),
    status: fc.constantFrom(...sessionStatuses),
    startedAt: moment,
    lastActiveAt: moment,
    idleExpiresAt: moment,
    absoluteExpiresAt: maybe(moment),
    idleSeconds: fc.constant(600),
    absoluteSeconds: fc.constant(6_000),
    remembered: fc.constant(false),
    endedAt: maybe(moment),
    cause: maybe(fc.constantFrom(...endCauses)),
    reason: maybe(word),
    message: maybe(word),
    client: word,
    methods: fc.array(word, { maxLength: 2 }),
    proofs: fc.constant([]),
    authTime: moment,
    device: fc.record({
      id: maybe(word),
      name: maybe(word),
      type: fc.constantFrom('desktop' as const, 'mobile' as const),
      browser: maybe(fc.constantFrom(...software, ...words)),
      os: maybe(fc.constantFrom(...software)),
      fingerprint: maybe(
        fc.record({ version: fc.constantFrom('1', '2'), hash: fc.constantFrom('Ab3_', 'ab3_', 'cd4-') }),
      ),
    }),
    firstSeen: seen,
    lastSeen: seen,
    refreshes: fc.nat(9),
    anomalies: fc.uniqueArray(
      fc.record({
        id: fc.nat(20).map(anomalyId),
        rule: fc.constantFrom(...anomalyRules),
        severity: fc.constantFrom(25, 50, 75, 100),
      }),
      { maxLength: 2, selector: ({ id }) => id },
    ),
    revision: fc.nat(9),
    undrained: fc.constant(null),
  })

const admin = (id: string, index: number): UserRow => ({
  tenantId,
  userId: id,
  email: words[index]!,
  name: words[index * 5]!,
  status: 'active',
  roles: ['admin'],
  registeredAt: null,
  lastSignInAt: null,
  lastFailureAt: null,
  live: 0,
  past: 0,
  failures: 0,
  devices: [],
  places: [],
  hours: Array.from({ length: 24 }, () => 0),
  anomalies: [],
  invitedUntil: null,
  invitedBy: null,
  hold: null,
  factors: [],
  position: 1,
})

const idText = fc
  .nat(rowCount)
  .chain((index) => fc.constantFrom(sessionId(index), userId(index), anomalyId(index % 21)))
/** Nothing that a filter's own parser refuses. */
const typed = fc
  .oneof(
    word,
    fc.constantFrom(...software, ...software.map(family)),
    idText,
    fc.constantFrom(...admins, 'apiKey', 'expiry'),
    fc.constantFrom('1.ab3_', '2.cd4-', '2.'),
  )
  .map((any) => any.toWellFormed().replaceAll('\0', '\ufffd'))
const textValue: fc.Arbitrary<FilterValue> = typed.map((any) => ({ kind: 'text', text: fold(any) }))
const prefixValue: fc.Arbitrary<FilterValue> = fc
  .tuple(typed, fc.nat(12))
  .map(([any, length]) => ({ kind: 'prefix', text: Array.from(fold(any)).slice(0, length).join('') }))

const term = (key: string, operator: FilterTerm['operator'], values: FilterValue[]): FilterTerm => ({
  kind: 'term',
  key,
  operator,
  values,
})
const operator = fc.constantFrom<FilterTerm['operator'][]>(':', '>', '>=', '<', '<=')
const some = (value: fc.Arbitrary<FilterValue>) => fc.array(value, { minLength: 1, maxLength: 3 })

/** Ids as pages show them and as they are pasted. */
const idTerm: fc.Arbitrary<FilterTerm> = fc
  .tuple(fc.constantFrom('id', 'userId', 'anomaly'), fc.nat(25), fc.constantFrom(8, 13, 36))
  .map(([key, index, length]) => {
    const whole = { id: sessionId, userId, anomaly: anomalyId }[key as 'id'](index)
    return term(key, ':', [
      length === 36 ? { kind: 'text', text: whole } : { kind: 'prefix', text: whole.slice(0, length) },
    ])
  })

/** Words without a key, as they stand in texts of rows and cut short. */
const wordsTerm: fc.Arbitrary<FilterTerm> = fc
  .tuple(typed.map(wordsOf), fc.nat(3), fc.boolean())
  .filter(([words]) => words.length > 0)
  .map(([words, cut, prefix]) => {
    const last = words.at(-1)!
    return [
      ...words.slice(0, -1),
      prefix
        ? Array.from(last)
            .slice(0, cut + 1)
            .join('')
        : last,
    ]
  })
  .chain((words) => fc.boolean().map((prefix) => term('any', ':', [{ kind: 'words', words, prefix }])))

/** A term of every key, of values its kind takes. */
const keyedTerm: fc.Arbitrary<FilterTerm> = fc
  .constantFrom(...new Set(filterFields.sessions.values()))
  .chain((field): fc.Arbitrary<FilterTerm> => {
    switch (field.kind) {
      case 'text':
        return some(fc.oneof(textValue, prefixValue)).map((values) => term(field.key, ':', values))
      case 'enum':
        return some(fc.constantFrom(...field.values).map((text) => ({ kind: 'text', text }))).map((values) =>
          term(field.key, ':', values),
        )
      case 'address':
        return some(fc.oneof(block, address).map((cidr) => ({ kind: 'cidr', cidr }))).map((values) =>
          term(field.key, ':', values),
        )
      case 'boolean':
        return fc.boolean().map((boolean) => term(field.key, ':', [{ kind: 'boolean', boolean }]))
      case 'number':
        return fc
          .tuple(operator, fc.oneof(fc.constantFrom(0, 25, 50, 75, 100), fc.constantFrom(49.5, 75.000001)))
          .map(([how, number]) => term(field.key, how, [{ kind: 'number', number }]))
      case 'instant':
        return fc.tuple(operator, moment).map(([how, at]) => term(field.key, how, [{ kind: 'instant', instant: at }]))
    }
  })

const anyTerm = fc.oneof(
  { weight: 6, arbitrary: keyedTerm },
  { weight: 1, arbitrary: wordsTerm },
  { weight: 1, arbitrary: idTerm },
)

const anyExpression: fc.Arbitrary<FilterExpression> = fc.letrec<{ tree: FilterExpression }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyTerm,
    fc.constant({ kind: 'everything' as const }),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((terms) => ({ kind: 'and' as const, terms })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((terms) => ({ kind: 'or' as const, terms })),
    tie('tree').map((inner) => ({ kind: 'not' as const, term: inner })),
  ),
})).tree

describe('a filter in the database and over live rows', () => {
  let database: TestDatabase
  let rows: SessionRow[]

  beforeAll(async () => {
    database = await testDatabase()
    const { writer, app } = database.databases
    const [sessions] = fc.sample(fc.tuple(...Array.from({ length: rowCount }, (_, index) => anyRow(index))), {
      numRuns: 1,
      seed: 20_261_121,
    })
    await writer.query(upsertRows(tableRows(sessionListTable, sessions!))!)
    await writer.query(upsertRows(tableRows(sessionActivityTable, sessions!.map(activityOf)))!)
    await writer.query(upsertRows(tableRows(userOverviewTable, admins.map(admin)))!)
    await writer.query(upsertRows(tableRows(anomalyListTable, anomaliesOf(sessions!)))!)
    await fillVocabulary(writer, tenantId)
    const ids = Array.from({ length: rowCount }, (_, index) => sessionId(index))
    rows = await inSnapshot(app, tenantId, (snapshot) => sessionsByIds(snapshot, tenantId, ids))
  })
  afterAll(() => database?.drop())

  const inDatabase = (expression: FilterExpression): Promise<string[]> =>
    inSnapshot(database.databases.app, tenantId, async (snapshot) => {
      const vocabulary = await readVocabulary(snapshot, tenantId, expression)
      const { from, where, parameters } = matchedSessions({ tenantId, expression, now, vocabulary })
      const statement = `select s.session_id as id from ${from} where ${where} order by s.session_id`
      return (await snapshot.query<{ id: string }>(statement, parameters.values)).rows.map(({ id }) => id)
    })
  const overRows = (expression: FilterExpression): string[] => {
    const predicate = matches(expression, sessionValues)
    return rows.filter((row) => predicate(row, now)).map(({ id }) => id)
  }

  it('finds all rows without one', async () => {
    expect(rows).toHaveLength(rowCount)
    expect(await inDatabase({ kind: 'everything' })).toHaveLength(rowCount)
  })

  it('compares every key', () => {
    const keys = [...filterFields.sessions.values()].map(({ key }) => key)
    expect(new Set(Object.keys(sessionComparisons('$1')))).toEqual(new Set(['any', ...keys]))
  })

  it('picks the same rows by words without a key', async () => {
    let matched = 0
    await fc.assert(
      fc.asyncProperty(wordsTerm, async (one) => {
        const found = overRows(one)
        matched += found.length
        expect(await inDatabase(one)).toEqual(found)
      }),
      { numRuns: 200 },
    )
    expect(matched).toBeGreaterThan(rowCount)
  })

  it('picks the same rows, term by term', async () => {
    let matched = 0
    await fc.assert(
      fc.asyncProperty(anyTerm, async (one) => {
        const found = await inDatabase(one)
        if (found.length > 0) matched += 1
        expect(found).toEqual(overRows(one))
      }),
      { numRuns: 1_200 },
    )
    // A property that only ever compares nothing with nothing would hold too.
    expect(matched).toBeGreaterThan(300)
  })

  it('picks the same rows, whatever terms are joined to; and every row either matches or matches the complement', async () => {
    await fc.assert(
      fc.asyncProperty(anyExpression, async (expression) => {
        const found = await inDatabase(expression)
        expect(found).toEqual(overRows(expression))
        expect(found.length + (await inDatabase({ kind: 'not', term: expression })).length).toBe(rowCount)
      }),
      { numRuns: 400 },
    )
  })
})
