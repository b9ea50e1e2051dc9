import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Client } from '#services/ports/identity.ts'
import type { TenantApp } from './devices.ts'

export interface DemoTenant extends TenantApp {
  slug: string
  name: string
  /** The cities its people live in; most live in the first. */
  homes: readonly string[]
  people: number
  policy: Policy
}

const hours = (count: number): number => count * 3600

const rules = (accessSeconds: number, absoluteHours: number, neutralMessage: string): Policy => {
  const lasting = { idleSeconds: hours(1), absoluteSeconds: hours(absoluteHours) }
  return {
    ...defaultPolicy,
    lifetimes: { ...defaultPolicy.lifetimes, accessSeconds, ...lasting, remembered: lasting },
    texts: { neutralMessage },
  }
}

/** Lifetimes are short, so that visitors see sessions lapse and sessions of an earlier run are soon gone. */
export const demoTenants: readonly DemoTenant[] = [
  {
    slug: 'acme',
    name: 'Acme',
    app: 'Acme/8.2',
    cli: 'acme-cli/3.1',
    homes: ['Berlin', 'London', 'Paris', 'Hamburg', 'Warsaw', 'New York', 'Madrid', 'Stockholm'],
    people: 150,
    policy: rules(900, 12, 'Acme security signed you out. Please sign in again.'),
  },
  {
    slug: 'globex',
    name: 'Globex',
    app: 'Globex/5.0',
    cli: 'globex-cli/1.9',
    homes: ['New York', 'San Francisco', 'Chicago', 'Toronto', 'São Paulo', 'Denver', 'Mexico City'],
    people: 95,
    policy: rules(1_800, 24, 'You were signed out of Globex. Sign in again to go on.'),
  },
  {
    slug: 'initech',
    name: 'Initech',
    app: 'Initech/3.4',
    cli: 'initech-cli/2.0',
    homes: ['Tokyo', 'Singapore', 'Sydney', 'Seoul', 'Osaka', 'Mumbai', 'Auckland'],
    people: 60,
    policy: rules(1_800, 10, 'Your Initech session has ended. Please sign in again.'),
  },
]

const clients = [
  ['web', 'Web app'],
  ['mobile', 'Mobile app'],
  ['portal', 'Portal'],
  ['cli', 'Command line'],
] as const

/** Each tenant's applications beside the dashboard. The simulator holds its tokens itself, so all use bearer mode. */
export const demoClients = (slug: string): Client[] =>
  clients.map(([clientId, name]) => ({
    clientId,
    name,
    audience: `${slug}-${clientId}`,
    origins: [],
    transport: 'bearer',
  }))
