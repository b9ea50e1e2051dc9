import { sleep } from '#services/ambient/sleep.ts'
import type { Sockets } from './sockets.ts'

const lookEveryMs = 50

/**
 * Tells every client that this process stops, so that each connects to another process at a random moment. Resolves when all
 * have gone, or after `withinMs`.
 */
export const sendAway = async ({ live, me }: Sockets, withinMs: number): Promise<void> => {
  live.emit('leaving', { withinMs })
  me.emit('leaving', { withinMs })
  for (let waited = 0; live.sockets.size + me.sockets.size > 0 && waited < withinMs; waited += lookEveryMs)
    await sleep(lookEveryMs)
}
