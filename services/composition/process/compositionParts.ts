import type { Server } from 'node:http'
import type { BuildContext } from '#services/context/contextBuilder.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { OpenData } from '../data/openData.ts'
import type { ProcessRoles } from './processRoles.ts'

/** What a Rollcall is built from. */
export interface CompositionParts {
  settings: Settings
  /** What this process does. Absent: everything. */
  roles?: ProcessRoles
  /** Other processes work on the same database: what one of them is to do at a time goes by lease, and nobody waits for views. */
  shared?: boolean
  /** Told when this process begins or ceases to be the one that does what its name says. */
  onLead?: (name: string, leads: boolean) => void
  surroundings: Pick<Surroundings, 'ambient' | 'monotonicMs'>
  data: Pick<OpenData, 'databases' | 'masterKey' | 'kurrentdbUrl'>
  /** Listens already; answers 503 until the routes are in place. */
  server: Server
  /** The address people type. */
  url: string
  /** `iss` of access tokens, the same in every process. Absent: the url. */
  issuer?: string
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
