// What customers use: no framework, with the refresh token in a cookie that no script can read.
import { createSessionClient } from 'rollcall-client'
import { showCounter } from '../counter.ts'
import { tenant } from '../tenant.ts'

showCounter('The shop', createSessionClient({ baseUrl: '', tenant, client: 'shop-customer' }))
