import type { Server } from 'node:http'
import { type BuildContext, contextBuilder } from '#services/context/contextBuilder.ts'
import { missingForServe } from '#services/settings/missingSettings.mjs'
import { SettingsError, type Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import { howBegun, mayRunDemo } from '../data/begun.ts'
import { composeRollcall, type Rollcall } from '../process/composeRollcall.ts'
import { contexts, dashboardOf, loggerOf, versionOf } from './given.ts'
import { issuerOf } from '../process/issuer.ts'
import { leave } from './leave.ts'
import { closeServer, createServer, listen, ownUrl, publicUrl, readTls, requireFree } from './listen.ts'
import { openData, type OpenData } from '../data/openData.ts'
import { facesPeople, knowsSessions, type ProcessRoles } from '../process/processRoles.ts'
import { type Step, stepsOf } from './steps.ts'
import { untilReady } from './untilReady.ts'

export interface ServeOptions {
  settings: Settings
  surroundings: Surroundings
  roles: ProcessRoles
  /** The process may serve a database that holds the demo. */
  demo: boolean
  /** Aborts the start. */
  signal: AbortSignal
  onFatal: (error: unknown) => void
}

export interface ServedRoles {
  /** Where this process listens. */
  url: string
  /** Link to set up the first people. `kept`: an earlier link is still good. Null: set up already, or not this process's task. */
  setup: { link: string } | 'kept' | null
  /** `inHaste`: the process can no longer be trusted, so it stops without draining. */
  stop: (inHaste: boolean) => Promise<void>
}

interface Starting extends ServeOptions {
  step: Step
  undo: ((inHaste: boolean) => Promise<void>)[]
}

/** Processes that share the roles need a database that none of them starts itself. @throws SettingsError */
export const requireShared = ({ DATABASE_URL }: Settings): void => {
  const missing = missingForServe({ DATABASE_URL })
  if (missing.length > 0) throw new SettingsError(missing)
}

const open = async (starting: Starting): Promise<{ data: OpenData; buildContext: BuildContext }> => {
  const { settings, surroundings, roles, step, undo } = starting
  const { ambient, say } = surroundings
  return step('Connecting to PostgreSQL', async () => {
    const data = await openData(settings, ambient, { serves: true, onProgress: (doing) => say(`  ${doing}`) })
    undo.push(() => data.close())
    const noPlaces = contextBuilder({ places: null, operators: null }, 'off')
    return { data, buildContext: roles.has('api') ? await contexts(starting) : noPlaces }
  })
}

/** @throws Error where the database holds the demo and the operator did not ask for it */
const refuseDemo = async (options: ServeOptions, data: OpenData): Promise<void> => {
  if (options.demo || !options.roles.has('api')) return
  mayRunDemo(await howBegun(data, options.surroundings), options)
}

const sayLeads =
  ({ say }: Surroundings) =>
  (name: string, leads: boolean) =>
    say(leads ? `${name}: at work` : `${name}: standing by`)

const compose = (
  { step, ...options }: Starting,
  given: { data: OpenData; server: Server; url: string; buildContext: BuildContext },
): Promise<Rollcall> => {
  const { surroundings, roles } = options
  const { root } = surroundings
  return step(knowsSessions(roles) ? 'Reading who has been ended' : 'Starting', () =>
    composeRollcall({
      ...options,
      ...given,
      issuer: issuerOf(options.settings, given.data.masterKey, given.url),
      shared: true,
      onLead: sayLeads(surroundings),
      logger: loggerOf(options),
      simulatedKey: null,
      dashboardFolder: roles.has('api') ? dashboardOf(root) : null,
      version: versionOf(root),
    }),
  )
}

const start = async (starting: Starting): Promise<Omit<ServedRoles, 'stop'>> => {
  const { settings, surroundings, roles, undo } = starting
  if (settings.PUBLIC_URL === undefined && facesPeople(roles))
    surroundings.say('PUBLIC_URL is not set: set it to the address people type, the same in every process.')
  if (roles.has('relay') && roles.size === 1 && settings.KAFKA_BROKERS === undefined)
    surroundings.say('relay: nothing to copy; views are fed by the log itself while KAFKA_BROKERS is not set.')
  const server = createServer(readTls(settings))
  undo.push(() => closeServer(server))
  const port = await requireFree(settings.HOST, settings.PORT)
  const url = publicUrl(settings, port)
  const { data, buildContext } = await open(starting)
  await refuseDemo(starting, data)
  const rollcall = await compose(starting, { data, server, url, buildContext })
  undo.push(async (inHaste) => {
    if (!inHaste) await leave({ ...starting, rollcall, server })
    await rollcall.stop()
  })
  if (facesPeople(roles)) await untilReady(starting, rollcall.readiness)
  await listen(server, settings.HOST, port, true)
  return { url: ownUrl(settings, port), setup: roles.has('api') ? await rollcall.tenants.setup.offerLink(url) : null }
}

/** Runs some roles in a process beside others on the same database. @throws Error saying what to do */
export const serveRoles = async (options: ServeOptions): Promise<ServedRoles> => {
  const undo: Starting['undo'] = []
  const stop = async (inHaste: boolean): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step(inHaste)
  }
  try {
    requireShared(options.settings)
    const started = await start({ ...options, step: stepsOf(options.surroundings, options.signal), undo })
    options.signal.throwIfAborted()
    return { ...started, stop }
  } catch (error) {
    await stop(true)
    throw error
  }
}
