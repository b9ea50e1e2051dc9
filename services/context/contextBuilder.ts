import type { Device, RequestContext } from '#events/envelope.ts'
import type { ClientHints } from '#services/ports/clientHints.ts'
import { remembered } from './remembered.ts'
import type { GeoFiles, PlaceDetail } from './geoFiles.ts'
import { withSaidDevice, type SaidDevice } from './saidDevice.ts'
import { withHints } from './clientHints.ts'
import { parserVersion, readUserAgent } from './userAgent.ts'
import { whereabouts } from './whereabouts.ts'

/** What an edge knows of a request. */
interface RequestFacts {
  ip: string | null
  userAgent: string | null
  clientId: string | null
  hints?: ClientHints | undefined
  device?: SaidDevice | undefined
  simulated?: boolean | undefined
}
export type BuildContext = (facts: RequestFacts) => RequestContext

const rememberedAgents = 2_500
const longestAgent = 1_000

/** Control characters would break lines of logs and exports. */
const printable = (userAgent: string): string | null => {
  const text = userAgent
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, longestAgent)
    .trim()
  return text === '' ? null : text
}

const deviceOf = (userAgent: string): Device => ({
  id: null,
  name: null,
  ...readUserAgent(userAgent),
  details: null,
  parser: parserVersion,
})

/** Turns what a request says of itself into the context that events keep. Synchronous, because the geo files are in memory. */
export const contextBuilder = (files: GeoFiles, placeDetail: PlaceDetail): BuildContext => {
  const locate = whereabouts(files, placeDetail)
  const describe = remembered(rememberedAgents, deviceOf)
  return ({ ip, userAgent, clientId, hints = {}, device, simulated }) => {
    const agent = userAgent === null ? null : printable(userAgent)
    const context: RequestContext = {
      ...(ip === null ? { ip, place: null, network: null } : locate(ip)),
      userAgent: agent,
      clientId,
      device: agent === null ? null : withHints(describe(agent), hints),
      ...(simulated === true ? { simulated } : {}),
    }
    return device === undefined ? context : withSaidDevice(context, device)
  }
}
