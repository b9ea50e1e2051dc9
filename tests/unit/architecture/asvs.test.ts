import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { policyPresets } from '#events/tenant/policy/presets.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { duration } from '#events/text/words.ts'

const root = new URL('../../../', import.meta.url)
const page = readFileSync(new URL('docs/asvs.md', root), 'utf8')
const rows = [...page.matchAll(/^\| (V\d+(?:\.\d+)+) \| (.*) \|$/gm)].map(([, number, rest]) => {
  const [level = '', asks = '', verdict = '', ...more] = rest!.split(' | ')
  return { number: number!, level, asks, verdict, more }
})

/** How many rows each section of a chapter of ASVS 5.0.0 has. Sections and rows are numbered from 1. */
const sections = [
  ['V6', [3, 12, 8, 6, 8, 4, 2, 4]],
  ['V7', [3, 4, 2, 5, 3, 2]],
  ['V8', [4, 4, 3, 2]],
  ['V9', [3, 4]],
  ['V10', [2, 3, 5, 16, 5, 2, 3]],
] as const
const numbers = sections.flatMap(([chapter, counts]) =>
  counts.flatMap((count, section) =>
    Array.from({ length: count }, (_, index) => `${chapter}.${section + 1}.${index + 1}`),
  ),
)
const testOf = (verdict: string): string | undefined => /^met, by `(tests\/[\w/.]+\.test\.ts)`$/.exec(verdict)?.[1]

describe('the table of ASVS rows', () => {
  it('has each row of the chapters once, in their order, and says how many there are', () => {
    expect(rows.map(({ number }) => number)).toEqual(numbers)
    expect(page).toContain(`have ${numbers.length} rows`)
  })

  it('gives each row a level, a text and one verdict of three', () => {
    const odd = rows.filter(
      ({ level, asks, verdict, more }) =>
        !/^[123]$/.test(level) ||
        asks.length < 10 ||
        more.length > 0 ||
        !(testOf(verdict) ?? /^(?:not met, because |does not apply: )\S/.test(verdict)),
    )
    expect(odd).toEqual([])
  })

  it('names tests that exist', () => {
    const named = rows.flatMap(({ verdict }) => testOf(verdict) ?? [])
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
  })
})

describe('the table of assurance levels', () => {
  const defaultOf = (asks: string): string | undefined =>
    new RegExp(String.raw`^\| [\d., ]+ \| ${asks} \|(?: [^|]+ \|){3} ([^|]+) \|`, 'm').exec(page)?.[1]

  it('states the defaults that are in force', () => {
    const { lifetimes, passwords, secondFactor, limits } = defaultPolicy
    expect(defaultOf('longest session before the person proves again who they are')).toBe(
      duration(lifetimes.absoluteSeconds ?? 0),
    )
    expect(defaultOf('end after inactivity')).toBe(duration(lifetimes.idleSeconds))
    expect(defaultOf('shortest password')).toBe(String(passwords.minimumLength))
    expect([defaultOf('factors'), secondFactor.requiredFor]).toEqual(['one', []])
    expect([limits.perPerson, limits.whenReached]).toEqual([null, 'end-least-recent'])
  })

  it('states what the presets set', () => {
    const asked = [...policyPresets.map(({ sections }) => sections), {}].map((sections) => ({
      ...defaultPolicy,
      ...sections,
    }))
    const row = (rule: string, value: (policy: Policy) => string | number) =>
      `| ${[rule, ...asked.map(value)].join(' | ')} |`
    for (const stated of [
      row('longest session', ({ lifetimes }) => duration(lifetimes.absoluteSeconds ?? 0)),
      row('unused session', ({ lifetimes }) => duration(lifetimes.idleSeconds)),
      row('password characters', ({ passwords }) => passwords.minimumLength),
      row('second factor', ({ secondFactor }) => (secondFactor.requiredFor.length === 0 ? 'nobody' : 'everybody')),
    ])
      expect(page).toContain(stated)
  })
})
