import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contextBuilder, type BuildContext } from '#services/context/contextBuilder.ts'
import { openGeoFiles } from '#services/context/geoFiles.ts'
import { createLogger } from '#services/logging/createLogger.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Settings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

/** What every start is given: settings and where it runs. */
interface Given {
  settings: Settings
  surroundings: Surroundings
}

export const loggerOf = ({ settings, surroundings }: Given): Logger =>
  createLogger({
    level: settings.LOG_LEVEL,
    format: surroundings.isTerminal ? 'readable' : 'json',
    clock: surroundings.ambient.clock,
    output: { write: (line) => surroundings.complain(line.trimEnd()) },
  })

export const contexts = async ({ settings, surroundings }: Given): Promise<BuildContext> => {
  const { GEO_FILE: geoFile, ASN_FILE: asnFile, PLACE_DETAIL: placeDetail } = settings
  return contextBuilder(await openGeoFiles({ geoFile, asnFile, placeDetail }, surroundings.say), placeDetail)
}

/** The built dashboard; null where it is not built. */
export const dashboardOf = (root: string): string | null => {
  const folder = join(root, 'dashboard', 'dist')
  return existsSync(join(folder, 'index.html')) ? folder : null
}

export const versionOf = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
