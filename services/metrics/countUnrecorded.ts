import { Counter, type Registry } from 'prom-client'

export type Unrecorded = 'refresh-repeated' | 'unknown-tenant'

/** Counters of what leaves no event. Each process counts its own, so a total is the sum over all processes. */
export const countUnrecorded = (registers: [Registry]): ((what: Unrecorded) => void) => {
  const counter = (name: string, help: string) => new Counter({ name: `rollcall_${name}_total`, help, registers })
  const counters: Record<Unrecorded, Counter> = {
    'refresh-repeated': counter('refresh_repeats', 'Refreshes answered with the same successor again'),
    'unknown-tenant': counter('sign_in_unknown_tenants', 'Refused sign-ins that named no known tenant'),
  }
  return (what) => counters[what].inc()
}
