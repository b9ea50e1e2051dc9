import type { Override } from '#events/tenant/policy/sections.ts'
import type { Role } from '#events/tenant/events.ts'
import { whoseWords } from '#events/text/policy/whoseWords.ts'

/** A text for each role and app, to choose by. */
export const keyOf = (whose: Override): string =>
  whose.kind === 'role' ? `role ${whose.role}` : `app ${whose.clientId}`

export interface WhoseChoice {
  key: string
  title: string
  whose: Override
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const offeredRoles: readonly Role[] = ['member', 'analyst', 'auditor', 'admin']

/** Whom an override can be for; those that have one, of an app that is gone, stay. */
export const whoseChoices = (
  applications: readonly { id: string; name: string }[],
  present: readonly Override[],
): WhoseChoice[] => {
  const all = [
    ...offeredRoles.map((role): Override => ({ kind: 'role', role })),
    ...applications.map(({ id }): Override => ({ kind: 'application', clientId: id })),
    ...present,
  ]
  const choices = all.map((whose) => ({ key: keyOf(whose), title: sentence(whoseWords(whose)), whose }))
  return [...new Map(choices.map((choice) => [choice.key, choice])).values()]
}

/** Those that no override is for yet. */
export const freeChoices = (choices: readonly WhoseChoice[], present: readonly Override[]): WhoseChoice[] => {
  const taken = new Set(present.map(keyOf))
  return choices.filter(({ key }) => !taken.has(key))
}
