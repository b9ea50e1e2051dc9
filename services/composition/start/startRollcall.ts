import type { Server } from 'node:http'
import type { BuildContext } from '#services/context/contextBuilder.ts'
import { demoSignIns, type DemoSignIn } from '#services/demo/signIns.ts'
import type { LeftBehind } from '#services/demo/writeHistory.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { type DemoDoor, removeDeadReadyFile, removeReadyFile, writeReadyFile } from './announce.ts'
import { howBegun, mayRunDemo } from '../data/begun.ts'
import { composeRollcall, type Rollcall } from '../process/composeRollcall.ts'
import { dataFolder, requireReadable } from '../data/dataFolder.ts'
import { answerNotReady, closeServer, createServer, listen, ownUrl, publicUrl, readTls } from './listen.ts'
import { openData, type OpenData } from '../data/openData.ts'
import { contexts, dashboardOf, loggerOf, versionOf } from './given.ts'
import { runSimulation } from '../demo/runSimulation.ts'
import { type Step, stepsOf } from './steps.ts'
import { writeDemo } from '../demo/writeDemo.ts'

export interface Started {
  url: string
  port: number
  /** The port asked for, where it was taken. */
  movedFrom: number | null
  signIns: readonly DemoSignIn[]
  /** Link to set up the first people; null once that is done. */
  setupUrl: string | null
  stop: () => Promise<void>
}

export interface StartOptions {
  settings: Settings
  surroundings: Surroundings
  demo: boolean
  /** Aborts the start. */
  signal: AbortSignal
  onFatal: (error: unknown) => void
}

/** What the start has opened so far, and how to close it again. */
interface Starting extends StartOptions {
  step: Step
  logger: Logger
  undo: (() => Promise<void>)[]
}

/** Opens the geo files while the database starts, because both wait for the disk. */
const openAll = async (starting: Starting): Promise<{ data: OpenData; buildContext: BuildContext }> => {
  const { settings, surroundings, undo, step } = starting
  const folder = dataFolder(settings.ROLLCALL_DATA)
  await requireReadable(folder)
  await removeDeadReadyFile(folder.path)
  const doing = settings.DATABASE_URL === undefined ? 'Starting PostgreSQL' : 'Connecting to PostgreSQL'
  return step(doing, async () => {
    const onProgress = (doing: string): void => surroundings.say(`  ${doing}`)
    const opening = openData(settings, surroundings.ambient, { serves: true, onProgress })
    undo.push(() =>
      opening.then(
        (data) => data.close(),
        () => undefined,
      ),
    )
    const [data, buildContext] = await Promise.all([opening, contexts(starting)])
    await removeReadyFile(data.folder.path)
    return { data, buildContext }
  })
}

const writeHistory = (starting: Starting, data: OpenData, buildContext: BuildContext): Promise<LeftBehind[]> => {
  const { step, surroundings, settings, logger } = starting
  const given = { data, buildContext, logger, surroundings, seed: settings.DEMO_SEED }
  return step('Writing a month of three demo tenants, hour by hour', (report) => writeDemo({ ...given, report }))
}

/** Listens before the demo's history is written, so that a wrong address shows at once. */
const openServer = async ({ settings, undo }: Starting, server: Server): Promise<number> => {
  answerNotReady(server)
  const port = await listen(server, settings.HOST, settings.PORT)
  undo.push(() => closeServer(server))
  return port
}

const compose = (
  { step, settings, surroundings, logger, onFatal }: Starting,
  given: { data: OpenData; server: Server; url: string; buildContext: BuildContext; simulatedKey: string | null },
): Promise<Rollcall> =>
  step('Bringing the views up to date, event by event', (onCatchUp) =>
    composeRollcall({
      ...given,
      settings,
      surroundings,
      logger,
      dashboardFolder: dashboardOf(surroundings.root),
      version: versionOf(surroundings.root),
      onFatal,
      onCatchUp,
    }),
  )

/** Stops serving before the database closes, so that requests under way still find it. */
const stopServing = async (rollcall: Rollcall, server: Server): Promise<void> => {
  await rollcall.stop()
  await closeServer(server)
}

/** How a simulation reaches this server. Each boot has a new key. */
const doorOf = ({ settings, surroundings }: Starting, port: number, certificate: string | null): DemoDoor => ({
  url: ownUrl(settings, port),
  certificate,
  simulatedKey: surroundings.ambient.random.bytes(32).toString('base64url'),
})

const liveOn = (
  { settings, surroundings, logger }: Starting,
  given: DemoDoor & { buildContext: BuildContext; leftBehind: readonly LeftBehind[]; countLive: Rollcall['countLive'] },
) =>
  runSimulation({
    ...given,
    logger,
    seed: settings.DEMO_SEED,
    rate: settings.DEMO_RATE,
    ambient: surroundings.ambient,
  })

const start = async (starting: Starting): Promise<Omit<Started, 'stop'>> => {
  const { settings, surroundings, undo } = starting
  const tls = readTls(settings)
  const server = createServer(tls)
  const port = await openServer(starting, server)
  const url = publicUrl(settings, port)
  const { data, buildContext } = await openAll(starting)
  const begun = await howBegun(data, surroundings)
  const demo = mayRunDemo(begun, starting)
  const leftBehind = demo && begun === 'empty' ? await writeHistory(starting, data, buildContext) : []
  const door = demo ? doorOf(starting, port, tls?.cert.toString() ?? null) : null
  const simulatedKey = door?.simulatedKey ?? null
  const rollcall = await compose(starting, { data, server, url, buildContext, simulatedKey })
  undo.push(() => stopServing(rollcall, server))
  if (door !== null) undo.push(liveOn(starting, { ...door, buildContext, leftBehind, countLive: rollcall.countLive }))
  const signIns = demo ? demoSignIns : []
  const setupUrl = demo ? null : await rollcall.tenants.setup.createLink(url)
  await writeReadyFile(data.folder.path, { url, signIns, door })
  undo.push(() => removeReadyFile(data.folder.path))
  const movedFrom = settings.PORT !== 0 && port !== settings.PORT ? settings.PORT : null
  return { url, port, movedFrom, signIns, setupUrl }
}

/** Starts everything in one process, until the pages answer. @throws Error saying what to do */
export const startRollcall = async (options: StartOptions): Promise<Started> => {
  const { surroundings, signal } = options
  const undo: Starting['undo'] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const started = await start({ ...options, step: stepsOf(surroundings, signal), logger: loggerOf(options), undo })
    signal.throwIfAborted()
    return { ...started, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
