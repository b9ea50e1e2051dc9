import { sleep } from '#services/ambient/sleep.ts'
import type { Sockets } from './sockets.ts'

const lookEveryMs = 50

/**
 * Tells every socket that this process is going, so that each connects again, elsewhere, at a moment of its own; resolves when
 * all have gone, or after `withinMs`.
 */
export const sendAway = async ({ live, me }: Sockets, withinMs: number): Promise<void> => {
  live.emit('leaving', { withinMs })
  me.emit('leaving', { withinMs })
  for (let waited = 0; live.sockets.size + me.sockets.size > 0 && waited < withinMs; waited += lookEveryMs)
    await sleep(lookEveryMs)
}
