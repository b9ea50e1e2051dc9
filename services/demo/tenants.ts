import type { Client, SessionPolicy } from '#services/ports/identity.ts'
import type { TenantApp } from './devices.ts'

export interface DemoTenant extends TenantApp {
  slug: string
  name: string
  /** The cities its people live in; most live in the first. */
  homes: readonly string[]
  people: number
  policy: SessionPolicy
}

const hours = (count: number): number => count * 3600

/** Lifetimes are short, so that visitors see sessions lapse and sessions of an earlier run are soon gone. */
export const demoTenants: readonly DemoTenant[] = [
  {
    slug: 'acme',
    name: 'Acme',
    app: 'Acme/8.2',
    cli: 'acme-cli/3.1',
    homes: ['Berlin', 'London', 'Paris', 'Hamburg', 'Warsaw', 'New York', 'Madrid', 'Stockholm'],
    people: 150,
    policy: {
      accessSeconds: 900,
      idleSeconds: hours(1),
      absoluteSeconds: hours(12),
      graceSeconds: 10,
      neutralMessage: 'Acme security signed you out. Please sign in again.',
    },
  },
  {
    slug: 'globex',
    name: 'Globex',
    app: 'Globex/5.0',
    cli: 'globex-cli/1.9',
    homes: ['New York', 'San Francisco', 'Chicago', 'Toronto', 'São Paulo', 'Denver', 'Mexico City'],
    people: 95,
    policy: {
      accessSeconds: 1_800,
      idleSeconds: hours(1),
      absoluteSeconds: hours(24),
      graceSeconds: 10,
      neutralMessage: 'You were signed out of Globex. Sign in again to go on.',
    },
  },
  {
    slug: 'initech',
    name: 'Initech',
    app: 'Initech/3.4',
    cli: 'initech-cli/2.0',
    homes: ['Tokyo', 'Singapore', 'Sydney', 'Seoul', 'Osaka', 'Mumbai', 'Auckland'],
    people: 60,
    policy: {
      accessSeconds: 1_800,
      idleSeconds: hours(1),
      absoluteSeconds: hours(10),
      graceSeconds: 10,
      neutralMessage: 'Your Initech session has ended. Please sign in again.',
    },
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
