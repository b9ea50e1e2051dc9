import { tenantEventsContract } from '../../contracts/tenantEventsContract.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../../support/kurrentdb/kurrentdbDouble.ts'
import { projectedViews } from '../../support/projectedViews.ts'
import { now } from './viewsUnderTest.ts'

tenantEventsContract('PostgreSQL', () => projectedViews(now))

let double: KurrentdbDouble | undefined
tenantEventsContract(
  'KurrentDB',
  async () => {
    double = await kurrentdbDouble()
    return projectedViews(now, double.url)
  },
  async () => double?.stop(),
)
