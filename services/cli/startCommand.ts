import type { Command } from 'commander'
import { greeting } from '#services/composition/announce.ts'
import { startRollcall } from '#services/composition/startRollcall.ts'
import { readSettings } from '#services/settings.ts'
import type { Surroundings } from '#services/surroundings.ts'

/** How long a stop may take before it is called off: whoever asked has waited long enough. */
const patienceMs = 20_000

/** Resolves when somebody asks to stop, rejects when this process can no longer be trusted. */
const askedToStop = (surroundings: Surroundings) => {
  const asked = Promise.withResolvers<void>()
  surroundings.onStop(() => asked.resolve())
  asked.promise.catch(() => undefined)
  return asked
}

const run = async (surroundings: Surroundings, demo: boolean): Promise<void> => {
  const { say } = surroundings
  const settings = readSettings(surroundings.environment)
  const asked = askedToStop(surroundings)
  const started = await startRollcall({ settings, surroundings, demo, onFatal: asked.reject })
  if (started.movedFrom !== null) say(`Port ${started.movedFrom} is taken, so this is the next free one.`)
  say(greeting(started.url, started.signIns, started.setupUrl))
  try {
    await asked.promise
  } finally {
    say('Stopping')
    const deadline = setTimeout(() => process.exit(1), patienceMs)
    await started.stop()
    clearTimeout(deadline)
  }
}

/** `rollcall start`: everything in one process. */
export const addStartCommand = (program: Command, surroundings: Surroundings): void => {
  program
    .command('start', { isDefault: true })
    .description('Start everything: PostgreSQL (unless DATABASE_URL is set), server, dashboard and demo')
    .option('--no-demo', 'start empty, without simulated people; prints a one-time set-up link')
    .action(({ demo }: { demo: boolean }) => run(surroundings, demo))
}
