import type { Command } from 'commander'
import { greeting } from '#services/composition/start/announce.ts'
import { startRollcall, type Started } from '#services/composition/start/startRollcall.ts'
import { readSettings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { endOf } from './endOf.ts'

/** How long a stop may take before the process exits with 1, finished or not. */
const patienceMs = 20_000

const serve = async ({ say }: Surroundings, started: Started, ended: Promise<void>): Promise<void> => {
  if (started.movedFrom !== null) say(`Port ${started.movedFrom} is taken; ${started.port} is the next free one.`)
  say(greeting(started.url, started.signIns, started.setupUrl))
  try {
    await ended
  } finally {
    await started.stop()
  }
}

const run = async (surroundings: Surroundings, demo: boolean): Promise<void> => {
  const settings = readSettings(surroundings.environment)
  const { ended, onFatal, signal } = endOf(surroundings, patienceMs)
  try {
    await serve(surroundings, await startRollcall({ settings, surroundings, demo, signal, onFatal }), ended)
  } catch (error) {
    // Somebody stopped the start, so its error is no failure.
    if (!signal.aborted) throw error
  }
}

/** `rollcall start`: runs everything in one process. */
export const addStartCommand = (program: Command, surroundings: Surroundings): void => {
  program
    .command('start')
    .description('Start everything: PostgreSQL (unless DATABASE_URL is set), server, dashboard and demo')
    .option('--no-demo', 'start empty, without simulated people; prints a one-time set-up link')
    .action(({ demo }: { demo: boolean }) => run(surroundings, demo))
}
