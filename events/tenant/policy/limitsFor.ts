import { isFor, strictest, type Whose } from './lifetimesFor.ts'
import type { Policy } from './sections.ts'
import { limitActions, type LimitAction } from './words.ts'

export interface PersonLimit {
  /** Null: as many as they like. */
  perPerson: number | null
  whenReached: LimitAction
}

const strictestAction = (actions: readonly LimitAction[]): LimitAction | undefined =>
  limitActions.find((action) => actions.includes(action))

/** How many sessions such a person may have, and what a sign-in above it does. Where several overrides are for them, the strictest counts. */
export const limitsFor = (
  { limits }: Pick<Policy, 'limits'>,
  whose: Pick<Whose, 'roles' | 'clientId'>,
): PersonLimit => {
  const own = limits.overrides.filter((each) => isFor(each.whose, whose)).map(({ rules }) => rules)
  const counts = own.flatMap(({ perPerson }) => (perPerson === undefined ? [] : [perPerson]))
  const actions = own.flatMap(({ whenReached }) => (whenReached === undefined ? [] : [whenReached]))
  return {
    perPerson: counts.length === 0 ? limits.perPerson : strictest(counts),
    whenReached: strictestAction(actions) ?? limits.whenReached,
  }
}
