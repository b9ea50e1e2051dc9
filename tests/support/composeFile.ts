import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'

export const projectRoot = resolve(import.meta.dirname, '../..')

/** What of a service in docker-compose.yml tests look at, its anchors and merges resolved. */
export interface ComposeService {
  image: string
  profiles: string[]
  build?: string
  command?: string[]
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  restart?: string
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test?: string[]; disable?: boolean }
  deploy?: { replicas?: number; resources?: { limits?: { cpus?: string; memory?: string } } }
}

interface ComposeFile {
  services: Record<string, ComposeService>
  volumes: Record<string, unknown>
  configs: { proxy: { content: string } }
}

export const composeText = readFileSync(resolve(projectRoot, 'docker-compose.yml'), 'utf8')
export const composeFile = parse(composeText, { merge: true }) as ComposeFile

export const composeProfiles = ['whole', 'small', 'cluster'] as const
export type ComposeProfile = (typeof composeProfiles)[number]

export const servicesOf = (profile: ComposeProfile): [string, ComposeService][] =>
  Object.entries(composeFile.services).filter(([, { profiles }]) => profiles.includes(profile))

/** Runs our image. */
export const isRollcall = ({ build }: ComposeService): boolean => build !== undefined
