import type { Server } from 'node:http'
import type { BuildContext } from '#services/context/contextBuilder.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Settings } from '#services/settings.ts'
import type { Surroundings } from '#services/surroundings.ts'
import type { OpenData } from './openData.ts'

/** What a Rollcall is built from. */
export interface CompositionParts {
  settings: Settings
  surroundings: Pick<Surroundings, 'ambient' | 'monotonicMs'>
  data: Pick<OpenData, 'databases' | 'masterKey'>
  /** Listens already; answers 503 until the routes are in place. */
  server: Server
  /** The address people type; `iss` of access tokens. */
  url: string
  logger: Logger
  buildContext: BuildContext
  /** Key that lets the demo's simulator give addresses; null: nobody may. */
  simulatedKey: string | null
  /** The built dashboard; null: no pages. */
  dashboardFolder: string | null
  version: string
  /** What this process remembers can no longer be trusted: it must end. */
  onFatal: (error: unknown) => void
  /** Told while the views catch up: how many of the log's events they have read. */
  onCatchUp?: (read: number, total: number) => Promise<void>
}
