// The bar's tablet: tokens where its older code looks for them, and nobody stays signed in who has gone home.
import { browserStorage, createSessionClient } from 'rollcall-client'
import { showCounter } from '../counter.ts'
import { tenant } from '../tenant.ts'

showCounter(
  'Bar',
  createSessionClient({
    baseUrl: '',
    tenant,
    client: 'shop-bar',
    transport: 'bearer',
    storage: browserStorage(),
    keys: { accessToken: 'bartender_token' },
    inactivity: { minutes: 30, warnMinutes: 2 },
  }),
)
