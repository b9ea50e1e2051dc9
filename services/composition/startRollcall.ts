import { existsSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { contextBuilder, type BuildContext } from '#services/context/contextBuilder.ts'
import { openGeoFiles } from '#services/context/geoFiles.ts'
import { demoSignIns, type DemoSignIn } from '#services/demo/signIns.ts'
import { simulate } from '#services/demo/simulate.ts'
import type { LeftBehind } from '#services/demo/writeHistory.ts'
import { createLogger } from '#services/logging/createLogger.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Settings } from '#services/settings.ts'
import type { Surroundings } from '#services/surroundings.ts'
import { removeReadyFile, writeReadyFile } from './announce.ts'
import { composeRollcall, type Rollcall } from './composeRollcall.ts'
import { createServer, listen, publicUrl } from './listen.ts'
import { openData, type OpenData } from './openData.ts'
import { writeDemo } from './writeDemo.ts'

export interface Started {
  url: string
  /** The port asked for was taken. */
  movedFrom: number | null
  signIns: readonly DemoSignIn[]
  /** Where the first people are set up; null once that is done. */
  setupUrl: string | null
  stop: () => Promise<void>
}

export interface StartOptions {
  settings: Settings
  surroundings: Surroundings
  demo: boolean
  onFatal: (error: unknown) => void
}

const loggerOf = ({ settings, surroundings }: StartOptions): Logger =>
  createLogger({
    level: settings.LOG_LEVEL,
    format: surroundings.isTerminal ? 'readable' : 'json',
    clock: surroundings.ambient.clock,
    output: { write: (line) => surroundings.complain(line.trimEnd()) },
  })

const contexts = async ({ settings, surroundings }: StartOptions): Promise<BuildContext> => {
  const { GEO_FILE: geoFile, ASN_FILE: asnFile, PLACE_DETAIL: placeDetail } = settings
  return contextBuilder(await openGeoFiles({ geoFile, asnFile, placeDetail }, surroundings.say), placeDetail)
}

/** Anybody who calls while the server starts is told to come again, not left waiting. */
const answerNotReady = (server: Server): void => {
  const body = JSON.stringify({
    type: 'urn:rollcall:problem:not-ready',
    title: 'Not ready',
    status: 503,
    code: 'not-ready',
  })
  server.on('request', (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end(body)
  })
}

const dashboardOf = (root: string): string | null => {
  const folder = join(root, 'dashboard', 'dist')
  return existsSync(join(folder, 'index.html')) ? folder : null
}

const versionOf = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version

/** Says what it does and, in case it takes more than a second, how long it took. */
const step = async <Result>(
  { surroundings }: StartOptions,
  doing: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  const { say, monotonicMs } = surroundings
  const began = monotonicMs()
  say(doing)
  const result = await work()
  const seconds = (monotonicMs() - began) / 1000
  if (seconds >= 1) say(`  done in ${seconds.toFixed(1)} s`)
  return result
}

const writeHistory = (options: StartOptions, data: OpenData, buildContext: BuildContext, logger: Logger) =>
  step(options, 'Looking for the demo data: a month of three tenants is written at the first start', () =>
    writeDemo({ data, buildContext, logger, surroundings: options.surroundings, seed: options.settings.DEMO_SEED }),
  )

const runSimulation = (
  { settings, surroundings }: StartOptions,
  rollcall: Rollcall,
  given: {
    url: string
    simulatedKey: string
    buildContext: BuildContext
    logger: Logger
    leftBehind: readonly LeftBehind[]
  },
) => {
  const ending = new AbortController()
  const running = simulate({
    ...given,
    seed: settings.DEMO_SEED,
    rate: settings.DEMO_RATE,
    signal: ending.signal,
    locate: (ip) => given.buildContext({ ip, userAgent: null, clientId: null }).place,
    ambient: surroundings.ambient,
    countLive: rollcall.countLive,
  }).catch((error: unknown) => given.logger.error('The simulation ended', { error }))
  return async (): Promise<void> => {
    ending.abort()
    await running
  }
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 2_000).unref()
  })

/** Everything between settings and a page that answers, in one process. @throws Error saying what to do */
export const startRollcall = async (options: StartOptions): Promise<Started> => {
  const { settings, surroundings, demo, onFatal } = options
  const undo: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const logger = loggerOf(options)
    const [data, buildContext] = await step(options, 'Starting PostgreSQL', () =>
      Promise.all([openData(settings, surroundings.ambient, false), contexts(options)]),
    )
    undo.push(data.close)
    await removeReadyFile(data.folder.path)
    const written = demo ? await writeHistory(options, data, buildContext, logger) : null

    const server = createServer(settings)
    answerNotReady(server)
    const port = await listen(server, settings.HOST, settings.PORT)
    undo.push(() => closeServer(server))
    const url = publicUrl(settings, port)
    const simulatedKey = demo ? surroundings.ambient.random.bytes(32).toString('base64url') : null
    const rollcall = await step(options, 'Bringing the views up to date', () =>
      composeRollcall({
        settings,
        surroundings,
        data,
        server,
        url,
        logger,
        buildContext,
        simulatedKey,
        dashboardFolder: dashboardOf(surroundings.root),
        version: versionOf(surroundings.root),
        onFatal,
      }),
    )
    undo.push(rollcall.stop)
    if (simulatedKey !== null) {
      const leftBehind = written?.leftBehind ?? []
      undo.push(runSimulation(options, rollcall, { url, simulatedKey, buildContext, logger, leftBehind }))
    }
    const signIns = demo ? demoSignIns : []
    const setupUrl = demo ? null : await rollcall.tenants.setup.createLink(url)
    await writeReadyFile(data.folder.path, { url, signIns, simulatedKey })
    undo.push(() => removeReadyFile(data.folder.path))
    return {
      url,
      movedFrom: settings.PORT !== 0 && port !== settings.PORT ? settings.PORT : null,
      signIns,
      setupUrl,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
