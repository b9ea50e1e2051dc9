import type { GateKind } from '../../tenant/policy/gateValue.ts'
import type { Override, Policy } from '../../tenant/policy/sections.ts'
import { countOf, listOf } from '../words.ts'
import { gateTitles, gateValueWords } from './accessLines.ts'
import { keptWords, placeWords } from './keptLines.ts'
import { lengthOfTime, lifetimeWords } from './lengthOfTime.ts'
import { limitActionWords, limitWords, perKindLines } from './limitLines.ts'
import { anomalyActionWords, anomalyLines, bindingWords, brokenBindingWords } from './watchLines.ts'
import { people, whoseWords } from './whoseWords.ts'

/** What parts of a policy say, in a few words that stand beside the name of a rule or end a sentence. */

/** Above it, values are counted and not named. */
const mostNamed = 3
const named = (values: readonly string[], many: string): string =>
  values.length > mostNamed ? `${values.length} ${many}` : listOf(values)

/** "all but Russia", "only Germany and France". */
export const gateWords = (kind: GateKind, { allowed, blocked }: Policy['access'][GateKind]): string => {
  const shown = (values: readonly string[]) =>
    named(
      values.map((value) => gateValueWords(kind, value)),
      gateTitles[kind],
    )
  const but = blocked.length === 0 ? '' : ` but ${shown(blocked)}`
  if (allowed === null) return `all${but}`
  return allowed.length === 0 ? 'none' : `only ${shown(allowed)}${but}`
}

export const rememberedWords = ({ remembered }: Policy['lifetimes']): string =>
  `${lifetimeWords(remembered.absoluteSeconds)}, ${lengthOfTime(remembered.idleSeconds)} unused`

/** "nobody", "analysts and the app web". */
export const whomWords = (overrides: readonly { whose: Override }[]): string =>
  overrides.length === 0
    ? 'nobody'
    : named(
        overrides.map(({ whose }) => whoseWords(whose)),
        'roles and apps',
      )

/** "no limit", "3; else the oldest ends". */
export const perPersonWords = ({
  perPerson,
  whenReached,
}: Pick<Policy['limits'], 'perPerson' | 'whenReached'>): string =>
  perPerson === null ? limitWords(null) : `${limitWords(perPerson)}; above it ${limitActionWords[whenReached]}`

export const perKindWords = (limits: Policy['limits']): string => {
  const short = perKindLines(limits).map(
    ({ name, value }) => `${String(value)} ${name.replace('Sessions at once, ', '')}`,
  )
  return short.length === 0 ? limitWords(null) : named(short, 'limits')
}

export const bindingValue = ({ to, whenBroken }: Policy['binding']): string =>
  to === 'none' ? bindingWords.none : `${bindingWords[to]}; else ${brokenBindingWords[whenBroken]}`

/** What acts by itself: "Token reuse: the session ends". */
export const anomalyWords = (actions: Policy['anomalies']): string => {
  const acting = anomalyLines(actions).filter(({ value }) => value !== anomalyActionWords.note)
  return acting.length === 0
    ? 'only noted'
    : named(
        acting.map(({ name, value }) => `${name}: ${String(value)}`),
        'rules act',
      )
}

/** "nobody", "admins and analysts". */
export const requiredWords = ({ requiredFor }: Pick<Policy['secondFactor'], 'requiredFor'>): string =>
  requiredFor.length === 0 ? 'nobody' : listOf(requiredFor.map((role) => people[role]))

export const passwordWords = ({ minimumLength, refusedWords }: Policy['passwords']): string => {
  const least = `${countOf(minimumLength, 'character')} or more`
  return refusedWords.length === 0 ? least : `${least}, ${countOf(refusedWords.length, 'refused word')}`
}

export const placeValue = ({ detail }: Policy['place']): string => placeWords[detail]

export const retentionWords = ({ rowsDays, countsDays }: Policy['retention']): string =>
  rowsDays === countsDays ? keptWords(rowsDays) : `rows ${keptWords(rowsDays)}, counts ${keptWords(countsDays)}`
