import type { Policy } from '../../tenant/policy/sections.ts'
import { lengthOfTime, lifetimeWords } from './lengthOfTime.ts'
import type { PolicyLine } from './policyLine.ts'
import { whoseWords } from './whoseWords.ts'

type Lifetimes = Policy['lifetimes']
type Own = Lifetimes['overrides'][number]['rules']

export const absoluteLine = ({ absoluteSeconds }: Pick<Lifetimes, 'absoluteSeconds'>): PolicyLine => ({
  name: 'Signed in at most',
  value: lifetimeWords(absoluteSeconds),
})
export const idleLine = ({ idleSeconds }: Pick<Lifetimes, 'idleSeconds'>): PolicyLine => ({
  name: 'Unused at most',
  value: lengthOfTime(idleSeconds),
})
export const rememberedLines = ({ remembered }: Pick<Lifetimes, 'remembered'>): PolicyLine[] => [
  { name: 'Kept signed in at most', value: lifetimeWords(remembered.absoluteSeconds) },
  { name: 'Kept signed in, unused at most', value: lengthOfTime(remembered.idleSeconds) },
]
const accessLine = ({ accessSeconds }: Pick<Lifetimes, 'accessSeconds'>): PolicyLine => ({
  name: 'Access token',
  value: lengthOfTime(accessSeconds),
})
export const tokenLines = (lifetimes: Lifetimes): PolicyLine[] => [
  accessLine(lifetimes),
  { name: 'Lost answers repeated for', value: lengthOfTime(lifetimes.graceSeconds) },
]

const ownLines = ({ absoluteSeconds, idleSeconds, remembered, accessSeconds }: Own): PolicyLine[] => [
  ...(absoluteSeconds === undefined ? [] : [absoluteLine({ absoluteSeconds })]),
  ...(idleSeconds === undefined ? [] : [idleLine({ idleSeconds })]),
  ...(remembered === undefined ? [] : rememberedLines({ remembered })),
  ...(accessSeconds === undefined ? [] : [accessLine({ accessSeconds })]),
]
export const ownLifetimeLines = ({ overrides }: Pick<Lifetimes, 'overrides'>): PolicyLine[] =>
  overrides.flatMap(({ whose, rules }) =>
    ownLines(rules).map(({ name, value }) => ({ name: `${name}, ${whoseWords(whose)}`, value })),
  )
