import type { LimitAction } from '#events/tenant/policy/words.ts'

interface Choice {
  value: LimitAction
  title: string
  note: string
}

export const limitActionChoices: readonly Choice[] = [
  { value: 'end-least-recent', title: 'Ends the one unused longest', note: 'nobody is kept waiting' },
  { value: 'end-oldest', title: 'Ends the oldest', note: 'whatever it is used for' },
  { value: 'refuse', title: 'Is refused', note: 'the person chooses which session to end, and goes on' },
]
