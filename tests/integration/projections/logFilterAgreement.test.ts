import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FilterExpression, FilterTerm } from '#events/filter/expression.ts'
import { filterFields, listFields } from '#events/filter/fields.ts'
import { formatFilter } from '#events/filter/formatFilter.ts'
import { logValues } from '#events/filter/logValues.ts'
import { matches } from '#events/filter/matches.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import type { LogEntry } from '#events/live/rows.ts'
import { listLog } from '#services/projections/sessionLog/listLog.ts'
import { logComparisons } from '#services/projections/sessionLog/logComparisons.ts'
import { askedOf, projectedViews, type ProjectedViews } from '../../support/projectedViews.ts'
import { trafficTenant, viewTraffic } from '../../support/viewTraffic.ts'

const startsAt = '2026-10-20T08:00:00.000Z'
const now = Date.parse('2026-10-20T08:50:00.000Z')
const tenantId = trafficTenant(0)
const fields = filterFields.log
const keys = listFields(fields).map(({ key }) => key)

describe('a filter of the log in the database and over entries that come live', () => {
  let under: ProjectedViews
  let entries: LogEntry[]

  const listed = async (filter: string): Promise<LogEntry[]> => {
    const list = listLog(askedOf(under))
    const items: LogEntry[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await list(tenantId, { filter, limit: 200, cursor })
      items.push(...page.items)
      cursor = page.nextCursor
    }
    return items
  }
  const live = (filter: string): LogEntry[] => {
    const parsed = parseFilter(filter, { fields, now })
    if (!parsed.ok) throw new Error(`${filter}: ${parsed.mistake.expected}`)
    const isFound = matches(parsed.expression, logValues)
    return entries.filter((entry) => isFound(entry, now))
  }
  const numbers = (found: readonly LogEntry[]) => found.map(({ number }) => number)
  /** Terms of a key with values that some entries have, whole and begun. */
  const termsOf = (key: string): FilterTerm[] => {
    const term = (values: FilterTerm['values'], operator: FilterTerm['operator'] = ':'): FilterTerm => ({
      kind: 'term',
      key,
      operator,
      values,
    })
    const read = logValues[key]!
    const values = [...new Set(entries.flatMap((entry) => read(entry, now) ?? []))]
    const some = values.filter((_, index) => index % Math.ceil(values.length / 8) === 0)
    return some.flatMap((value): FilterTerm[] => {
      switch (fields.get(key.toLowerCase())!.kind) {
        case 'instant':
          return (['>', '<=', '<'] as const).map((operator) =>
            term([{ kind: 'instant', instant: new Date(value as number).toISOString() }], operator),
          )
        case 'boolean':
          return [term([{ kind: 'boolean', boolean: value === true }])]
        case 'address':
          return [term([{ kind: 'cidr', cidr: value as string }])]
        case 'enum':
          return [term([{ kind: 'text', text: value as string }])]
        case 'number':
        case 'text': {
          const text = value as string
          const begun = Array.from(text).slice(0, 4).join('')
          return [term([{ kind: 'text', text }]), term([{ kind: 'prefix', text: begun }])]
        }
      }
    })
  }

  beforeAll(async () => {
    under = await projectedViews(now)
    await under.write(viewTraffic({ seed: 11, events: 1_500, usersPerTenant: 12, startsAt }))
    entries = await listed('')
  })
  afterAll(() => under?.stop())

  it('has every key', () => {
    expect(new Set(Object.keys(logValues))).toEqual(new Set(['any', ...keys]))
    expect(new Set(Object.keys(logComparisons('$1')))).toEqual(new Set(['any', ...keys]))
  })

  it.each(keys)('picks the same entries by %s, and the same others', async (key) => {
    const terms = termsOf(key)
    for (const one of terms) {
      const filter = formatFilter(one)
      const found = live(filter)
      expect([filter, numbers(await listed(filter))]).toEqual([filter, numbers(found)])
      const complement: FilterExpression = { kind: 'not', term: one }
      const others = formatFilter(complement)
      expect(numbers(await listed(others))).toEqual(numbers(live(others)))
      expect(live(others)).toHaveLength(entries.length - found.length)
    }
    // No address of this traffic is in a region.
    expect(terms.length > 0).toBe(key !== 'region')
  })

  it('picks the same entries by words', async () => {
    const { user, context } = entries.find((entry) => entry.user !== undefined && entry.context?.device?.browser)!
    const words = [
      user!.name.split(' ')[0]!,
      context!.device!.browser!.split(' ')[0]!,
      'SessionStarted',
      'no one at all',
    ]
    for (const filter of words.map((word) => JSON.stringify(word))) {
      const found = numbers(live(filter))
      expect([filter, numbers(await listed(filter))]).toEqual([filter, found])
    }
    expect(live(words[0]!).length).toBeGreaterThan(0)
  })
})
