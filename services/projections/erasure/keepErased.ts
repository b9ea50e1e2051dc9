import type { Logger } from '#services/logging/logger.ts'
import { repeat } from '#services/ambient/repeat.ts'
import { sleeper } from '#services/ambient/sleeper.ts'
import { listen } from '#services/postgres/listen.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { lockCheckpoints } from '../live/checkpoints.ts'
import type { ProjectorCodec } from '../live/freshKeys.ts'
import { tellChanged } from '../live/writeChanges.ts'
import { erasePerson, type ErasureNeeds } from './erasePerson.ts'
import { type ForgottenPerson, markErased, nextForgotten } from './forgottenPeople.ts'

export interface EraserNeeds extends ErasureNeeds {
  writer: Pool
  codec: ProjectorCodec
  logger: Logger
  signal: AbortSignal
}

/** Notices may be lost. */
const lookEveryMs = 10_000

/**
 * Erases one person, if another process has not done so meanwhile. The projectors wait, so that no row of the person is
 * written beside.
 */
const eraseNext = ({ writer, log, codec }: EraserNeeds): Promise<ForgottenPerson | null> =>
  transaction(writer, async (connection) => {
    await lockCheckpoints(connection)
    const person = await nextForgotten(connection)
    if (person === null) return null
    codec.forgetKeys()
    await erasePerson(connection, { log, codec }, person)
    await markErased(connection, person)
    await tellChanged(connection)
    return person
  })

/** Erases the rows of everybody whose key is destroyed, now or while nothing ran, until the signal aborts. */
export const keepErased = async (needs: EraserNeeds): Promise<void> => {
  const { writer, logger, signal } = needs
  const resting = sleeper()
  signal.addEventListener('abort', resting.wake, { once: true })
  const unlisten = listen(writer, 'deleted_keys', resting.wake)
  const run = async (): Promise<void> => {
    while (!signal.aborted && (await nextForgotten(writer)) !== null) {
      const person = await eraseNext(needs)
      if (person !== null) logger.info('a forgotten person is erased from the views', { ...person })
    }
    await resting.sleep(lookEveryMs)
  }
  const onError = (error: unknown): void =>
    logger.warn('a forgotten person is not erased from the views yet', { error })
  await repeat({ restMs: 250, run, onError }, signal)
  await unlisten()
}
