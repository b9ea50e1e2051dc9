import type { OperationEffect } from '#events/live/rows.ts'
import { counted } from '../../composables/numbers.ts'

/** Guards that have not confirmed. */
export const guardsWaiting = ({ guards }: Pick<OperationEffect, 'guards'>): string[] =>
  guards.flatMap(({ name, confirmedAfterMs }) => (confirmedAfterMs === null ? [name] : []))

/** What has not confirmed that it carried an operation out, in words; empty: everything has. */
export const unconfirmedOf = (effect: Pick<OperationEffect, 'sockets' | 'guards'>): string => {
  const { waiting } = effect.sockets
  const guards = guardsWaiting(effect).length
  return [
    ...(waiting > 0 ? [counted(waiting, 'open page')] : []),
    ...(guards > 0 ? [counted(guards, 'guard')] : []),
  ].join(' and ')
}
