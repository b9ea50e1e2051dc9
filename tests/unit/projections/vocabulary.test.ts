import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexedWord, wordsOf } from '#events/filter/words.ts'
import { sessionListTable } from '#services/projections/sessionList/sessionListTable.ts'
import { sessionLogTable } from '#services/projections/sessionLog/sessionLogTable.ts'
import type { ViewTable } from '#services/projections/tables/viewTable.ts'
import { userOverviewTable } from '#services/projections/userOverview/userOverviewTable.ts'
import { vocabularyTable } from '#services/projections/vocabulary/vocabularyTable.ts'
import { catalogue } from '#events/catalogue.ts'
import { markedPaths } from '#events/personal.ts'
import { textsHolding } from '#services/projections/vocabulary/readVocabulary.ts'
import { namingTypes } from '#services/projections/vocabulary/foldVocabulary.ts'
import { ann, bob, ofUser } from './happenings.ts'
import { given, storedTraffic } from '../../support/viewEvents.ts'
import { viewTraffic } from '../../support/viewTraffic.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'

type Named = readonly (readonly [field: string, column: string])[]
const of: Named = [
  ['app', 'app'],
  ['deviceType', 'device_type'],
  ['browser', 'browser'],
  ['os', 'os'],
  ['network', 'network'],
  ['country', 'country'],
  ['region', 'region'],
  ['city', 'city'],
]
const names: Named = [
  ['email', 'user_email'],
  ['name', 'user_name'],
]

/** Each word of what a table's rows are named by, with the text and what the text is. */
const wordsIn = <Row extends { tenantId: string }>(table: ViewTable<Row>, rows: readonly Row[], named: Named) =>
  rows.flatMap((row) =>
    named.flatMap(([field, column]) => {
      const value = table.columns.find(({ name }) => name === column)!.value(row) as string | null
      const words = value === null ? [] : wordsOf(value)
      return words.map((word) => [row.tenantId, indexedWord(word), field, value].join(' '))
    }),
  )

describe('the vocabulary of a tenant', () => {
  it('is asked for a few words of a text, however many it has: PostgreSQL plans a hundred joins for a second', () => {
    const joins = (...words: string[]) =>
      textsHolding('acme', { words, prefix: true }).text.split('join vocabulary').length - 1
    expect(joins('munich')).toBe(0)
    expect(joins('new', 'york')).toBe(1)
    expect(joins(...Array.from({ length: 900 }, (_, index) => `word${index}`))).toBe(3)
  })

  it('is asked for the longest words, whole but for the beginning of the last', () => {
    const { text, values } = textsHolding('acme', { words: ['of', 'a', 'the', 'republic', 'kor'], prefix: true })
    expect(values.slice(0, 5)).toEqual(['republic', 'the', 'kor', 'kos', 'of'])
    expect(text).toContain('w2.word >=')
  })

  it('holds every word of what sessions, people and lines of the log are named by, whatever happened', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 40, max: 400 }), async (seed, events) => {
        const traffic = viewTraffic({ seed, events, tenants: 2, usersPerTenant: 4, oddPercent: 15 })
        const views = viewsInMemory()
        views.project(await storedTraffic(traffic))
        const held = new Set(
          views.vocabulary.all().map(({ tenantId, word, field, value }) => [tenantId, word, field, value].join(' ')),
        )
        const wanted = [
          ...wordsIn(sessionListTable, views.sessions.all(), [...names, ...of]),
          ...wordsIn(userOverviewTable, views.users.all(), names),
          ...wordsIn(sessionLogTable, views.log.all(), [['type', 'type'], ...of]),
        ]
        expect(wanted.length).toBeGreaterThan(20)
        expect(wanted.filter((word) => !held.has(word))).toEqual([])
      }),
      { numRuns: 25 },
    ))

  it('says whose a name is, and of other texts that they are nobody’s', async () => {
    const views = viewsInMemory()
    views.project(await storedTraffic(viewTraffic({ seed: 7, events: 300, tenants: 1, usersPerTenant: 4 })))
    const owners = new Set(views.users.all().map(({ userId }) => userId))
    for (const { field, userId } of views.vocabulary.all())
      expect(owners.has(userId), field).toBe(field === 'name' || field === 'email')
  })

  it('asks every event that tells a name or an e-mail address', () => {
    const telling = [...catalogue.values()].filter(({ data }) =>
      markedPaths(data, 'personal').some((path) => /^(?:user|email|name)(?:[.]|$)/.test(path)),
    )
    // An address that is not confirmed names nobody yet, and what somebody calls a device or a passkey is no name of theirs.
    const namesNobody = new Set<string>([
      'EmailChangeOffered',
      'DeviceNamed',
      'SecondFactorEnrolled',
      'SecondFactorRenamed',
    ])
    const naming = telling.map(({ type }) => type).filter((type) => !namesNobody.has(type))
    expect(naming.toSorted()).toEqual(namingTypes.toSorted())
  })

  it('holds the address of a person who is only invited', () => {
    const views = viewsInMemory()
    const invitation = { userId: ann, email: 'ann@acme.test', secretId: bob, expiresAt: '2026-11-22T07:00:00.000Z' }
    views.project(given(ofUser(ann, 'UserInvited', invitation, '07:00:00')))
    const words = views.vocabulary.all().filter(({ field }) => field === 'email')
    expect(words.map(({ word, userId }) => [word, userId])).toEqual(['acme', 'ann', 'test'].map((word) => [word, ann]))
  })

  it('holds the beginning of a word that no index would hold', () => {
    expect(indexedWord('😀'.repeat(50))).toBe('😀'.repeat(40))
    expect(indexedWord('a'.repeat(40))).toBe('a'.repeat(40))
    expect(vocabularyTable.clearKey).toEqual(['tenant_id', 'field', 'user_id'])
  })
})
