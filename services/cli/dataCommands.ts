import { Argument, type Command } from 'commander'
import { checkEnded } from '#services/composition/data/checkEnded.ts'
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
import { keepHeapLean } from './leanHeap.ts'

const withData = async <Result>(
  { environment, ambient }: Surroundings,
  work: (data: OpenData) => Promise<Result>,
): Promise<Result> => {
  keepHeapLean()
  const data = await openData(readSettings(environment), ambient, { join: true })
  try {
    return await work(data)
  } finally {
    await data.close()
  }
}

const count = (number: number): string => number.toLocaleString('en')

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
    show(`  ${what}: ${share} % (${unit} ${count(done)} of ${count(total)})`)
  }
}

/** `rollcall rebuild` and `rollcall check`: both beside a running Rollcall, under load. */
export const addDataCommands = (program: Command, surroundings: Surroundings, fail: () => void): void => {
  const { say, monotonicMs, ambient } = surroundings
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
    .description('Compare with the log: the live views row for row, who is ended, and snapshots of long streams')
    .action(() =>
      withData(surroundings, async (data) => {
        const { position, head, rows, differences } = await check({
          ...data,
          onProgress: reportProgress(surroundings),
        })
        const streams = await checkStreams(data, monotonicMs)
        const ended = await checkEnded(data, { clock: ambient.clock, monotonicMs })
        const report = (found: readonly string[], advice: string, praise: string): void => {
          found.forEach((difference) => say(difference))
          if (found.length > 0) fail()
          say(found.length > 0 ? advice : praise)
        }
        report(
          streams.differences,
          'Snapshots of long streams do not equal the log. "rollcall rebuild" drops them; then restart Rollcall.',
          `${count(streams.compared)} snapshots of long streams equal the log.`,
        )
        report(
          ended.differences,
          'Who is ended does not equal the log. "rollcall rebuild" makes it anew; then restart Rollcall.',
          `${count(ended.compared)} rows of who is ended equal the log.`,
        )
        const isUnread = position === 0 && head > 0
        if (isUnread) fail()
        report(
          differences,
          'The views do not equal the log. "rollcall rebuild" makes them anew.',
          isUnread
            ? 'No view has read the log yet, so nothing was compared. Start Rollcall first.'
            : `${count(rows)} rows equal the log up to position ${position}.`,
        )
      }),
    )
}
