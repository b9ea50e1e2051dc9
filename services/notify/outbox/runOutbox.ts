import { sleep } from '#services/ambient/sleep.ts'
import { noteAgain, sendMails, type SendNeeds } from './sendMails.ts'

const restMs = 1_000
const noteEveryMs = 30_000

/** Sends mails until the signal aborts. Many processes may do so beside each other. */
export const runOutbox = async (needs: SendNeeds, signal: AbortSignal): Promise<void> => {
  const { clock, logger } = needs
  let noteAt = 0
  const look = async (): Promise<number> => {
    if (clock.now() >= noteAt) {
      noteAt = clock.now() + noteEveryMs
      await noteAgain(needs)
    }
    return sendMails(needs)
  }
  while (!signal.aborted) {
    const taken = await look().catch((error: unknown) => {
      logger.warn('mails could not be looked for; trying again', { error })
      return 0
    })
    if (taken === 0) await sleep(restMs, signal)
  }
}
