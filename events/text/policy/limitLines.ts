import type { DeviceType } from '../../envelope.ts'
import type { Policy } from '../../tenant/policy/sections.ts'
import type { LimitAction } from '../../tenant/policy/words.ts'
import { deviceTypes } from '../../wordLists.ts'
import { number } from '../words.ts'
import type { PolicyLine } from './policyLine.ts'
import { whoseWords } from './whoseWords.ts'

type Limits = Policy['limits']

/** What becomes of a sign-in that would be one too many. */
export const limitActionWords: Record<LimitAction, string> = {
  refuse: 'the sign-in is refused',
  'end-oldest': 'the oldest ends',
  'end-least-recent': 'the one unused longest ends',
}
/** Devices of a type, as in "2 on phones". */
export const devicesOfType: Record<DeviceType, string> = {
  desktop: 'computers',
  mobile: 'phones',
  tablet: 'tablets',
  app: 'apps',
  terminal: 'terminals',
  tv: 'TVs',
  robot: 'robots',
  other: 'other devices',
  unknown: 'unknown devices',
}
export const limitWords = (limit: number | null): string => (limit === null ? 'no limit' : number(limit))

const perPersonLine = (limit: number | null): PolicyLine => ({ name: 'Sessions at once', value: limitWords(limit) })
const whenReachedLine = (action: LimitAction): PolicyLine => ({
  name: 'One too many',
  value: limitActionWords[action],
})

export const perPersonLines = ({ perPerson, whenReached }: Pick<Limits, 'perPerson' | 'whenReached'>): PolicyLine[] => [
  perPersonLine(perPerson),
  whenReachedLine(whenReached),
]

/** Of whole sets: a type or an application that is not named has no limit of its own. */
export const perKindLines = ({
  perDeviceType,
  perApplication,
}: Pick<Limits, 'perDeviceType' | 'perApplication'>): PolicyLine[] => [
  ...deviceTypes.flatMap((type) => {
    const limit = perDeviceType[type]
    return limit === undefined ? [] : [{ name: `Sessions at once, on ${devicesOfType[type]}`, value: number(limit) }]
  }),
  ...Object.entries(perApplication).map(([clientId, limit]) => ({
    name: `Sessions at once, in the app ${clientId}`,
    value: number(limit),
  })),
]

export const tenantWideLine = ({ tenantWide }: Pick<Limits, 'tenantWide'>): PolicyLine => ({
  name: 'Sessions of everybody together',
  value: limitWords(tenantWide),
})

export const ownLimitLines = ({ overrides }: Pick<Limits, 'overrides'>): PolicyLine[] =>
  overrides.flatMap(({ whose, rules }) =>
    [
      ...(rules.perPerson === undefined ? [] : [perPersonLine(rules.perPerson)]),
      ...(rules.whenReached === undefined ? [] : [whenReachedLine(rules.whenReached)]),
    ].map(({ name, value }) => ({ name: `${name}, ${whoseWords(whose)}`, value })),
  )
