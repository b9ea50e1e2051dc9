import { Argument, type Command } from 'commander'
import { checkStreams } from '#services/composition/data/checkStreams.ts'
import { openData, type OpenData } from '#services/composition/data/openData.ts'
import { viewNames } from '#services/projections/views.ts'
import type { RebuildProgress } from '#services/projections/rebuild/buildShadow.ts'
import { check } from '#services/projections/rebuild/check.ts'
import { dropSnapshots } from '#services/eventStore/postgres/listSnapshots.ts'
import { rebuild } from '#services/projections/rebuild/rebuild.ts'
import { forgetEndedSet } from '#services/sessions/endings/endedSet/progress.ts'
import { readSettings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

const withData = async <Result>(
  { environment, ambient }: Surroundings,
  work: (data: OpenData) => Promise<Result>,
): Promise<Result> => {
  const data = await openData(readSettings(environment), ambient, true)
  try {
    return await work(data)
  } finally {
    await data.close()
  }
}

/** How far the log was read is shown as a position: a number of events in PostgreSQL, of bytes in KurrentDB. */
const doing: Record<RebuildProgress['step'], { what: string; unit: string }> = {
  fold: { what: 'Reading the log', unit: 'position' },
  index: { what: 'Making indexes', unit: 'table' },
  'catch-up': { what: 'Catching up', unit: 'position' },
}

/** Shows at most one line a second, so that a log of the output stays short. */
const reportProgress = ({ show, monotonicMs }: Surroundings) => {
  let shownAt = monotonicMs()
  return ({ done, total, step }: RebuildProgress): void => {
    if (monotonicMs() - shownAt < 1000) return
    shownAt = monotonicMs()
    const { what, unit } = doing[step]
    const share = Math.floor((100 * done) / Math.max(total, 1))
    show(`  ${what}: ${share} % (${unit} ${done.toLocaleString('en')} of ${total.toLocaleString('en')})`)
  }
}

/** `rollcall rebuild` and `rollcall check`: both beside a running Rollcall, under load. */
export const addDataCommands = (program: Command, surroundings: Surroundings, fail: () => void): void => {
  const { say, monotonicMs } = surroundings
  program
    .command('rebuild')
    .description('Make views anew from the log beside the live ones and swap them in')
    .addArgument(new Argument('[views...]', 'all when none is named').choices(viewNames))
    .action((views: string[]) =>
      withData(surroundings, async ({ databases, masterKey, kurrentdbUrl }) => {
        const began = monotonicMs()
        const onProgress = reportProgress(surroundings)
        const all = { databases, masterKey, kurrentdbUrl, onProgress }
        const rebuilt = await rebuild(views.length === 0 ? all : { ...all, views })
        if (views.length === 0) {
          // The process that keeps the ended set makes it anew; a process that starts before that reads on from what is there.
          await forgetEndedSet(databases.writer)
          await dropSnapshots(databases.writer)
        }
        const seconds = ((monotonicMs() - began) / 1000).toFixed(1)
        say(`Rebuilt ${rebuilt.views.join(', ')} in ${seconds} s, up to position ${rebuilt.position}.`)
        if (rebuilt.parked > 0) say(`${rebuilt.parked} events could not be taken and are parked.`)
      }),
    )
  program
    .command('check')
    .description('Compare the live views with a fresh rebuild, row for row, and snapshots with their streams')
    .action(() =>
      withData(surroundings, async (data) => {
        const { position, head, rows, differences } = await check({
          ...data,
          onProgress: reportProgress(surroundings),
        })
        const streams = await checkStreams(data, monotonicMs)
        for (const difference of [...differences, ...streams.differences]) say(difference)
        if (streams.differences.length > 0) {
          fail()
          say('Snapshots of long streams do not equal the log. "rollcall rebuild" drops them; then restart Rollcall.')
        } else if (streams.compared > 0)
          say(`${streams.compared.toLocaleString('en')} snapshots of long streams equal the log.`)
        if (differences.length > 0) {
          fail()
          say('The views do not equal the log. "rollcall rebuild" makes them anew.')
        } else if (position === 0 && head > 0) {
          fail()
          say('No view has read the log yet, so nothing was compared. Start Rollcall first.')
        } else say(`${rows.toLocaleString('en')} rows equal the log up to position ${position}.`)
      }),
    )
}
