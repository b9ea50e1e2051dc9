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
  /** Other processes use the same database: leases decide which one does what only one may do, and the start waits for no views. */
  shared?: boolean
  /** Called when this process gets or loses the lease of that name. */
  onLead?: (name: string, leads: boolean) => void
  surroundings: Pick<Surroundings, 'ambient' | 'monotonicMs'>
  data: Pick<OpenData, 'databases' | 'masterKey' | 'kurrentdbUrl'>
  /** Gets Express and Socket.IO once they are complete, whether it listens already or not. */
  server: Server
  /** The address that people open. */
  url: string
  /** `iss` of access tokens, the same in every process. Absent: the url. */
  issuer?: string
  logger: Logger
  buildContext: BuildContext
  /** Key with which the demo's simulator may say what address a request comes from; null: nobody may. */
  simulatedKey: string | null
  /** The built dashboard; null: no pages. */
  dashboardFolder: string | null
  version: string
  /** Called when what this process remembers can no longer be trusted: the process must end. */
  onFatal: (error: unknown) => void
  /** Called while the views catch up, with how many of the log's events they have read. */
  onCatchUp?: (read: number, total: number) => Promise<void>
}
