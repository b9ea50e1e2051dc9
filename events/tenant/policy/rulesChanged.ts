import type { RollcallEvent } from '../../catalogue.ts'
import type { policyEvents } from './events.ts'
import type { Policy, PolicySection } from './sections.ts'

type SectionEventType = (typeof policyEvents)[number]['type']
export type SectionEvent = Extract<RollcallEvent, { type: SectionEventType }>
export type PolicyEvent = Extract<RollcallEvent, { type: PolicyEventType }>
export type PolicyEventType = SectionEventType | 'PolicyChanged'

/** What the events of one change say beside the rules themselves. */
export type AboutChange = Omit<SectionEvent['data'], 'rules'>
type ToEvent = (policy: Policy, about: AboutChange) => SectionEvent

/** How a section is written: a section that is missing here does not compile. */
export const sectionEvents = {
  lifetimes: ({ lifetimes: rules }, about) => ({ type: 'LifetimesChanged', version: 1, data: { ...about, rules } }),
  limits: ({ limits: rules }, about) => ({ type: 'LimitsChanged', version: 1, data: { ...about, rules } }),
  access: ({ access: rules }, about) => ({ type: 'AccessRulesChanged', version: 1, data: { ...about, rules } }),
  binding: ({ binding: rules }, about) => ({ type: 'BindingChanged', version: 1, data: { ...about, rules } }),
  anomalies: ({ anomalies: rules }, about) => ({
    type: 'AnomalyActionsChanged',
    version: 1,
    data: { ...about, rules },
  }),
  passwords: ({ passwords: rules }, about) => ({ type: 'PasswordRulesChanged', version: 1, data: { ...about, rules } }),
  secondFactor: ({ secondFactor: rules }, about) => ({
    type: 'SecondFactorRulesChanged',
    version: 1,
    data: { ...about, rules },
  }),
  reauthentication: ({ reauthentication: rules }, about) => ({
    type: 'ReauthenticationChanged',
    version: 1,
    data: { ...about, rules },
  }),
  place: ({ place: rules }, about) => ({ type: 'PlaceDetailChanged', version: 1, data: { ...about, rules } }),
  retention: ({ retention: rules }, about) => ({ type: 'RetentionChanged', version: 1, data: { ...about, rules } }),
  texts: ({ texts: rules }, about) => ({ type: 'TextsChanged', version: 1, data: { ...about, rules } }),
} as const satisfies Record<PolicySection, ToEvent>

/** The section that each event changes. */
const sectionOf = {
  LifetimesChanged: 'lifetimes',
  LimitsChanged: 'limits',
  AccessRulesChanged: 'access',
  BindingChanged: 'binding',
  AnomalyActionsChanged: 'anomalies',
  PasswordRulesChanged: 'passwords',
  SecondFactorRulesChanged: 'secondFactor',
  ReauthenticationChanged: 'reauthentication',
  PlaceDetailChanged: 'place',
  RetentionChanged: 'retention',
  TextsChanged: 'texts',
} as const satisfies Record<SectionEventType, PolicySection>

export const isSectionEvent = <Event extends { type: string }>(
  event: Event,
): event is Extract<Event, { type: SectionEvent['type'] }> => Object.hasOwn(sectionOf, event.type)

export const isPolicyEvent = <Event extends { type: string }>(
  event: Event,
): event is Extract<Event, { type: PolicyEventType }> => event.type === 'PolicyChanged' || isSectionEvent(event)

/** The sections that an event changes, as they are from then on. `PolicyChanged` of earlier releases held two of today's. */
export const rulesChangedBy = (event: PolicyEvent): Partial<Policy> => {
  if (event.type !== 'PolicyChanged') return { [sectionOf[event.type]]: event.data.rules }
  const { neutralMessage, graceSeconds, accessSeconds, idleSeconds, absoluteSeconds } = event.data
  const lasting = { idleSeconds, absoluteSeconds }
  return {
    lifetimes: { accessSeconds, ...lasting, remembered: lasting, graceSeconds, overrides: [] },
    texts: { neutralMessage },
  }
}
